import type { Client } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import type { Observation } from '../../observe/observation';
import type { KeptSessions } from '../../sessions/kept-sessions';
import { closeSession, openSession, withSession } from '../../sessions/sessions';
import type { MoverOptions } from '../mover-options';
import { countLeft, dropStaleSlots } from './leftovers';
import { isOver } from './move-record';
import { readSizes, type MoverFacts } from './mover-facts';
import { prepareWorkers, readParents, type WorkerSession } from './prepare-workers';

/** Between two looks at workers at rest, ms. */
const SURVEY_MS = 10_000;

/** Between two looks for slots that nobody reads any more, which asks the standbys too, ms. */
const SWEEP_MS = 15_000;

/** Longest wait for an answer, ms. */
const ANSWER_LIMIT_MS = 5000;

/** What workers hold of shards; sees to it that they can take any, and that moves leave nothing there. */
export class WorkerSurvey {
  /** Bytes of shards by their names on workers. */
  sizes: ReadonlyMap<string, number> = new Map();
  /** What moves that are over have left. */
  orphans = 0;
  /** Why a worker can't take shards of every table; undefined where all can. */
  obstacle: string | undefined = 'the workers have not been looked at';
  private at = 0;
  private sweptAt = 0;

  constructor(
    private readonly options: MoverOptions,
    private readonly sessions: KeptSessions,
    private readonly isActing: () => boolean,
  ) {}

  /** Looks at the primaries of all workers, if it is time to. */
  async look(observation: Observation, facts: MoverFacts): Promise<void> {
    const isBusy = facts.moves.some((move) => !isOver(move));
    const isDue = isBusy || this.orphans > 0 || this.obstacle !== undefined;
    if (!isDue && Date.now() - this.at < SURVEY_MS) return;
    const nodes = workerPrimaries(observation);
    const looks = await Promise.all(
      nodes.map((node) => this.lookAt(node, facts).catch(() => undefined)),
    );
    this.at = Date.now();
    this.sizes = new Map(looks.flatMap((look) => [...(look?.sizes ?? [])]));
    this.orphans = isBusy ? 0 : looks.reduce((sum, look) => sum + (look?.left ?? 0), 0);
    const isComplete = nodes.length === observation.groups.length - 1 && !looks.includes(undefined);
    if (!isComplete) this.obstacle = 'not every worker answers';
    else if (new Set(looks.map((look) => look?.parents)).size <= 1) this.obstacle = undefined;
    else if (this.isActing()) await this.prepare(observation);
    if (this.isActing() && Date.now() - this.sweptAt > SWEEP_MS) {
      this.sweptAt = Date.now();
      await this.sweep(observation, facts);
    }
  }

  private lookAt(
    node: NodePlan,
    { shards }: MoverFacts,
  ): Promise<{ sizes: Map<string, number>; parents: string; left: number }> {
    const own = shards.filter(({ group }) => group === node.group).map(({ remote }) => remote);
    return this.sessions.ask(node, async (client) => ({
      sizes: await readSizes(client, own),
      parents: (await readParents(client)).join(),
      left: await countLeft(client),
    }));
  }

  /** While nobody makes or drops a sharded table, which goes from worker to worker. */
  private async prepare({ groups }: Observation): Promise<void> {
    const { plan, credentials } = this.options;
    const opened: Client[] = [];
    try {
      const workers: WorkerSession[] = [];
      for (const node of groups.flatMap(({ primary }) => primary?.node ?? [])) {
        const client = await openSession(node, credentials, plan.database);
        opened.push(client);
        if (node.group !== 0) workers.push({ node, client });
        else await client.query(`SELECT pg_advisory_lock(hashtext('cluster.shards'))`);
      }
      for (const { name } of await prepareWorkers(workers, plan)) {
        log('info', 'a worker has the tables of the others', { worker: name });
      }
      this.obstacle = undefined;
    } catch (error) {
      this.obstacle = `a worker can't be given the tables of the others: ${(error as Error).message}`;
    } finally {
      await Promise.all(opened.map((client) => closeSession(client)));
    }
  }

  /** On standbys too: one may have been the primary that a slot was made on. */
  private async sweep({ groups }: Observation, { moves }: MoverFacts): Promise<void> {
    const { plan, credentials } = this.options;
    const underWay = moves.filter((move) => !isOver(move)).map(({ id }) => id);
    const nodes = groups
      .filter(({ group }) => group.role === 'worker')
      .flatMap((group) => group.nodes.filter(({ report }) => report?.state === 'running'));
    const sweep = (client: Client): Promise<string[]> => dropStaleSlots(client, underWay);
    await Promise.all(
      nodes.map(async ({ node }) => {
        const { name } = node;
        const dropped = await withSession(
          ...([node, credentials, plan.database, sweep, ANSWER_LIMIT_MS] as const),
        ).catch(() => []);
        if (dropped.length > 0) log('info', 'dropped slots of former moves', { name, dropped });
      }),
    );
  }
}

function workerPrimaries({ groups }: Observation): NodePlan[] {
  return groups.flatMap(({ primary }) => primary?.node ?? []).filter(({ group }) => group !== 0);
}
