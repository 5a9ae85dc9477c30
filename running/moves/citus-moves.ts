import {
  beginMoves,
  plannedMoves,
  stopMoves,
  type MoveOrder,
} from '../../manager/moves/citus/begin-moves';
import {
  jobAtWork,
  keylessFor,
  readMoveFacts,
  type MoveFacts,
} from '../../manager/moves/citus/move-facts';
import { moveNeed } from '../../manager/moves/citus/move-need';
import { planObstacles } from '../../manager/moves/citus/move-obstacles';
import { countOf, listOf } from '../../topology/change/change-rule';
import { UserError } from '../../words/user-error';
import { awaitMovesEnd, movesUnderWay } from './moves-under-way';
import type { MovesContext, MoveWish, ShardMoves } from './shard-moves';

/** How long Citus may take to end the moves under way, ms. */
const STOP_LIMIT_MS = 30_000;

/** {@link ShardMoves} of engine Citus: the wish is a job, and a property of nodes, in its own tables. */
export class CitusMoves implements ShardMoves {
  constructor(private readonly context: MovesContext) {}

  async start({ blockWrites }: MoveWish): Promise<number> {
    const facts = await this.idleFacts();
    const planned = await this.begin(facts, { begin: 'rebalance', blockWrites });
    if (planned === 0 && !blockWrites) await this.refuseKeyless(facts);
    return planned;
  }

  async stop(): Promise<boolean> {
    if (jobAtWork(await this.facts()) === undefined) return false;
    await stopMoves(this.client);
    const isMoving = async (): Promise<boolean> => jobAtWork(await this.facts()) !== undefined;
    await awaitMovesEnd('Citus', isMoving, STOP_LIMIT_MS);
    return true;
  }

  async drain(groups: readonly number[], { blockWrites }: MoveWish): Promise<void> {
    const before = await this.idleFacts();
    this.refuseHomeless(before, groups);
    await this.whole(async () => {
      await this.setTakesShards(groups, false);
      await this.begin(await this.facts(), { begin: 'drain', blockWrites });
    });
  }

  async undrain(groups: readonly number[]): Promise<void> {
    await this.stop();
    await this.whole(async () => {
      await this.setTakesShards(groups, true);
      await this.begin(await this.facts(), { begin: 'rebalance', blockWrites: false });
    });
  }

  private get client() {
    return this.context.coordinator.client;
  }

  private facts(): Promise<MoveFacts> {
    return readMoveFacts(this.client);
  }

  private async idleFacts(): Promise<MoveFacts> {
    const facts = await this.facts();
    const job = jobAtWork(facts);
    if (job === undefined) return facts;
    const done = job.tasks.filter(({ status }) => status === 'done').length;
    throw movesUnderWay(this.context.plan.stack, done, job.tasks.length);
  }

  /** All or nothing of what is written. */
  private async whole(write: () => Promise<void>): Promise<void> {
    await this.client.query('BEGIN');
    try {
      await write();
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }

  private async setTakesShards(groups: readonly number[], takes: boolean): Promise<void> {
    await this.client.query(
      `SELECT citus_set_node_property(nodename, nodeport, 'shouldhaveshards', $2)
       FROM pg_dist_node WHERE noderole = 'primary' AND groupid = ANY ($1)`,
      [groups, takes],
    );
  }

  private refuseHomeless(facts: MoveFacts, groups: readonly number[]): void {
    const nodes = facts.nodes.map((node) =>
      groups.includes(node.group) ? { ...node, takesShards: false } : node,
    );
    const { homeless } = moveNeed({ ...facts, nodes });
    if (homeless.length === 0) return;
    const staying = nodes.filter((node) => node.takesShards).map(({ group }) => `worker-${group}`);
    const [{ groups: holders }] = homeless as [(typeof homeless)[number]];
    throw new UserError(
      `${countOf(homeless.length, 'shard')} of ${listOf([...new Set(homeless.flatMap(({ tables }) => tables))])} ` +
        `would have nowhere to go: each is on ${holders.length} workers, and ${staying.join(', ')} would be left`,
      'nothing was changed; drain fewer workers',
    );
  }

  /** Where nothing moves because of tables whose writes would have to wait, that is told. */
  private async refuseKeyless(facts: MoveFacts): Promise<void> {
    const moves = await plannedMoves(this.client, facts, { begin: 'rebalance', blockWrites: true });
    if (moves.length === 0) return;
    const tables = [...new Set(moves.flatMap(({ unit }) => keylessFor(facts, unit)))];
    throw new UserError(
      `nothing moves: ${listOf(tables)} ${tables.length === 1 ? 'has' : 'have'} no primary key and no other replica identity`,
      '--block-writes moves such tables, and has writes to each shard wait while it is copied',
    );
  }

  private async begin(facts: MoveFacts, order: MoveOrder): Promise<number> {
    const { plan, coordinator, workers } = this.context;
    const moves = await plannedMoves(this.client, facts, order);
    const obstacles = await planObstacles(plan.rebalance.parallelMoves, facts, moves, (group) => {
      const session = [coordinator, ...workers].find(({ node }) => node.group === group);
      if (session === undefined) throw new Error(`worker-${group} has no session`);
      return session.client;
    });
    if (obstacles.length > 0) {
      throw new UserError(`shards can't move: ${obstacles.join('; ')}`, 'nothing was changed');
    }
    await beginMoves(this.client, facts, order, moves);
    return moves.length;
  }
}
