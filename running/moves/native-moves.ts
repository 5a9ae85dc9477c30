import type { ClientBase } from 'pg';
import { isOver } from '../../manager/moves/native/move-record';
import {
  readMoverFacts,
  readSizes,
  workerGroups,
  type MoverFacts,
} from '../../manager/moves/native/mover-facts';
import {
  planMoves,
  type MoveReason,
  type PlannedMove,
} from '../../manager/moves/native/plan-moves';
import {
  addImmovable,
  readFreeBytes,
  roomObstacle,
} from '../../manager/moves/native/shard-obstacles';
import { UserError } from '../../words/user-error';
import { awaitMovesEnd, movesUnderWay } from './moves-under-way';
import type { MovesContext, ShardMoves } from './shard-moves';

/** How long the manager may take to undo the moves under way, ms. */
const STOP_LIMIT_MS = 60_000;

/**
 * {@link ShardMoves} of engine native: the wish is a row in the coordinator's tables, which the acting
 * manager goes by. No shard has its writes held back while it is copied, so that a wish to is none.
 */
export class NativeMoves implements ShardMoves {
  constructor(private readonly context: MovesContext) {}

  async start(): Promise<number> {
    const facts = await this.idleFacts();
    const { moves, immovable } = await this.planned(facts, facts.draining, 'balance');
    if (moves.length === 0 && immovable.size > 0) {
      throw new UserError(`nothing moves: ${[...immovable.values()].join('; ')}`);
    }
    await this.refuseWithoutRoom(facts, moves);
    await this.client.query(`UPDATE cluster.rebalancing SET wish = $1`, [
      moves.length > 0 ? 'asked for' : 'as needed',
    ]);
    return moves.length;
  }

  async stop(): Promise<boolean> {
    if (!isMoving(await this.facts())) return false;
    await this.client.query(`UPDATE cluster.rebalancing SET wish = 'stopped', stopped_with = $1`, [
      workerGroups(this.context.plan),
    ]);
    const isStillMoving = async (): Promise<boolean> => isMoving(await this.facts());
    await awaitMovesEnd('the manager', isStillMoving, STOP_LIMIT_MS);
    return true;
  }

  async drain(groups: readonly number[]): Promise<void> {
    const facts = await this.idleFacts();
    const draining = [...facts.draining, ...groups];
    const { moves, immovable } = await this.planned(facts, draining, 'drain');
    if (immovable.size > 0) {
      throw new UserError([...immovable.values()].join('; '), 'nothing was changed');
    }
    await this.refuseWithoutRoom(facts, moves);
    // In one statement, so that all of it is done or nothing.
    await this.client.query(
      `WITH drained AS (
         INSERT INTO cluster.draining_workers (worker_group)
         SELECT unnest($1::integer[]) ON CONFLICT DO NOTHING)
       UPDATE cluster.rebalancing SET wish = 'as needed'`,
      [groups],
    );
  }

  async undrain(groups: readonly number[]): Promise<void> {
    await this.client.query(
      `WITH taking AS (
         DELETE FROM cluster.draining_workers WHERE worker_group = ANY ($1)),
       staying AS (
         UPDATE cluster.shard_moves SET unwanted = true
         WHERE phase NOT IN ('done', 'given up') AND from_group = ANY ($1))
       UPDATE cluster.rebalancing SET wish = 'asked for'`,
      [groups],
    );
  }

  private get client(): ClientBase {
    return this.context.coordinator.client;
  }

  private async facts(): Promise<MoverFacts> {
    const { plan } = this.context;
    const facts = await readMoverFacts(this.client, workerGroups(plan));
    if (facts !== undefined) return facts;
    throw new UserError(
      `stack "${plan.stack}" has not been given the tables that moves need`,
      `\`npm run up -- --stack ${plan.stack}\` makes them`,
    );
  }

  private async idleFacts(): Promise<MoverFacts> {
    const facts = await this.facts();
    if (!isMoving(facts)) return facts;
    const done = facts.moves.filter(({ phase }) => phase === 'done').length;
    throw movesUnderWay(this.context.plan.stack, done, facts.moves.length);
  }

  /** The moves that are wanted and can be made, and why other tables can't move. */
  private async planned(
    { shards }: MoverFacts,
    draining: readonly number[],
    reason: MoveReason,
  ): Promise<{ moves: PlannedMove[]; immovable: Map<string, string> }> {
    const { plan, workers } = this.context;
    const sources = new Map(workers.map(({ node, client }) => [node.group, client]));
    const immovable = new Map<string, string>();
    for (;;) {
      const movable = shards.filter(({ table }) => !immovable.has(table));
      const moves = planMoves(movable, workerGroups(plan), draining, reason);
      const known = immovable.size;
      await addImmovable(immovable, shards, moves, sources);
      if (immovable.size === known) return { moves, immovable };
    }
  }

  /** @throws UserError naming the workers whose disks would be full */
  private async refuseWithoutRoom(
    { shards }: MoverFacts,
    moves: readonly PlannedMove[],
  ): Promise<void> {
    const { workers } = this.context;
    const bytes = new Map<string, number>();
    for (const { node, client } of workers) {
      const names = shards.filter(({ group }) => group === node.group).map(({ remote }) => remote);
      for (const [name, size] of await readSizes(client, names)) bytes.set(name, size);
    }
    const obstacles: string[] = [];
    for (const { node, client } of workers) {
      const arriving = moves.filter(({ to }) => to === node.group).map(({ shard }) => shard);
      if (arriving.length === 0) continue;
      const sum = shards
        .filter(({ shard }) => arriving.includes(shard))
        .reduce((total, { remote }) => total + (bytes.get(remote) ?? 0), 0);
      const obstacle = roomObstacle(node.name, await readFreeBytes(client), sum);
      if (obstacle !== undefined) obstacles.push(obstacle);
    }
    if (obstacles.length > 0) throw new UserError(obstacles.join('; '), 'nothing was changed');
  }
}

function isMoving({ moves }: MoverFacts): boolean {
  return moves.some((move) => !isOver(move));
}
