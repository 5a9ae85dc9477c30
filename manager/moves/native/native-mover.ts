import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import { restBetween } from '../../rest-between';
import { KeptSessions } from '../../sessions/kept-sessions';
import type { MoverOptions } from '../mover-options';
import type { MovesStatus, ShardMover } from '../moves-status';
import { insertMoves, isOver, updateMove, type MoveRecord } from './move-record';
import { readMoverFacts, workerGroups, type MoverFacts } from './mover-facts';
import { decideMoves, type MovesWanted } from './moves-wanted';
import { movesStatus } from './native-status';
import { runMove } from './shard-move';
import { addImmovable } from './shard-obstacles';
import { WorkerSurvey } from './worker-survey';

/** Between two looks at the coordinator while shards move, and at rest, ms. */
const BUSY_ROUND_MS = 1000;
const QUIET_ROUND_MS = 3000;

/** Longest wait for an answer, ms. */
const ANSWER_LIMIT_MS = 5000;

/** Between two tries of a move that can't say itself when the next one is due, ms. */
const RETRY_MS = 2000;

/** What keeps a table from moving is looked at again after this long, ms. */
const IMMOVABLE_MS = 60_000;

/** A move that failed this often is told as a fault. */
const TELLING_RETRIES = 5;

/**
 * Keeps shards where they are to be with engine native. What is wanted and how far it is stands in
 * tables of the coordinator (sql/native/120-shard-moves.sql), and the rest in the catalogues of those who
 * hold the shards: any manager goes on in the middle.
 */
export class NativeMover implements ShardMover {
  status: MovesStatus | undefined;
  reasons: readonly string[] = [];
  notices: readonly string[] = [];
  private readonly sessions: KeptSessions;
  private readonly running = new Map<number, Promise<void>>();
  private readonly retryAt = new Map<number, number>();
  private readonly survey: WorkerSurvey;
  /** Tables that can't move, since a time, ms. */
  private immovable = { at: 0, tables: new Map<string, string>() };
  private failure: string | undefined;
  private stopping = false;

  constructor(private readonly options: MoverOptions) {
    this.sessions = new KeptSessions({
      credentials: options.credentials,
      database: options.plan.database,
      answerLimitMs: ANSWER_LIMIT_MS,
      start: '',
    });
    this.survey = new WorkerSurvey(options, this.sessions, () => this.isActing());
  }

  async run(): Promise<void> {
    while (!this.stopping) {
      await this.round().then(
        () => {
          this.failure = undefined;
        },
        (error: unknown) => {
          this.explain(`moves of shards could not be looked after: ${(error as Error).message}`);
        },
      );
      const wait = this.status?.state === 'at rest' ? QUIET_ROUND_MS : BUSY_ROUND_MS;
      await restBetween(wait, () => this.stopping);
    }
    this.sessions.keepOnly([]);
    await Promise.all(this.running.values());
  }

  stop(): void {
    this.stopping = true;
  }

  private async round(): Promise<void> {
    const observation = await this.options.look();
    const coordinator = observation.groups[0]?.primary?.node;
    // That it has none is told by those who watch the groups.
    if (coordinator === undefined) return;
    const primaries = observation.groups.flatMap(({ primary }) => primary?.node ?? []);
    this.sessions.keepOnly(primaries);
    const groups = workerGroups(this.options.plan);
    const facts = await this.sessions.ask(coordinator, (client) => readMoverFacts(client, groups));
    if (facts === undefined) return;
    const workers = primaries.filter(({ group }) => group !== 0);
    await this.survey.look(observation, facts);
    const wanted = await this.decide(facts, groups, workers);
    if (this.isActing()) await this.act(coordinator, workers, facts, wanted);
    this.tell(facts, wanted);
  }

  /** What is wanted, but of tables that can't move. */
  private async decide(
    facts: MoverFacts,
    groups: readonly number[],
    workers: readonly NodePlan[],
  ): Promise<MovesWanted> {
    const { onGrow } = this.options.plan.rebalance;
    if (Date.now() - this.immovable.at > IMMOVABLE_MS)
      this.immovable = { at: Date.now(), tables: new Map() };
    const { tables } = this.immovable;
    for (;;) {
      const wanted = decideMoves(facts, groups, onGrow, tables);
      const known = tables.size;
      for (const node of workers) {
        const own = wanted.begin.filter(({ group }) => group === node.group);
        if (own.length === 0) continue;
        await this.sessions.ask(node, (client) =>
          addImmovable(tables, facts.shards, own, new Map([[node.group, client]])),
        );
      }
      if (tables.size === known) return wanted;
    }
  }

  private isActing(): boolean {
    return this.options.isActing() && !this.stopping;
  }

  private async act(
    coordinator: NodePlan,
    workers: readonly NodePlan[],
    facts: MoverFacts,
    wanted: MovesWanted,
  ): Promise<void> {
    const [restarting] = (await this.options.look()).groups.flatMap(({ nodes }) =>
      nodes.filter(({ report }) => report?.pending_restart === true),
    );
    // What is about to restart is not disturbed by what would begin anew then.
    const isReady = restarting === undefined && this.survey.obstacle === undefined;
    if (!this.isActing()) return;
    if (isReady && wanted.begin.length > 0) {
      await this.begin(coordinator, facts, wanted);
    } else if (facts.wish === 'asked for' && wanted.state === 'at rest') {
      await this.sessions.ask(coordinator, (client) =>
        client.query(`UPDATE cluster.rebalancing SET wish = 'as needed' WHERE wish = 'asked for'`),
      );
    }
    await this.withdraw(coordinator, facts);
    await this.forget(coordinator, facts);
    const underWay = facts.moves.filter((move) => !isOver(move));
    for (const move of underWay) {
      if (this.running.size >= this.options.plan.rebalance.parallelMoves) break;
      if (this.running.has(move.id) || move.resting) continue;
      if (Date.now() < (this.retryAt.get(move.id) ?? 0)) continue;
      const source = workers.find(({ group }) => group === move.from);
      const target = workers.find(({ group }) => group === move.to);
      if (source !== undefined && target !== undefined) {
        this.start(move, { coordinator, source, target });
      }
    }
  }

  private async begin(
    coordinator: NodePlan,
    { shards }: MoverFacts,
    { begin, why }: MovesWanted,
  ): Promise<void> {
    const moves = begin.flatMap((move) => {
      const shard = shards.find((one) => one.shard === move.shard);
      return shard === undefined ? [] : [{ ...move, oid: shard.oid }];
    });
    await this.sessions.ask(coordinator, (client) => insertMoves(client, moves));
    log('info', 'shards are to move', { moves: moves.length, why });
  }

  /** Moves that nobody wants any more: to a worker that is drained by now, or stopped. */
  private async withdraw(
    coordinator: NodePlan,
    { moves, draining, wish }: MoverFacts,
  ): Promise<void> {
    const withdrawn = moves.filter(
      (move) =>
        !isOver(move) && !move.unwanted && (wish === 'stopped' || draining.includes(move.to)),
    );
    if (withdrawn.length === 0) return;
    await this.sessions.ask(coordinator, (client) =>
      client.query('UPDATE cluster.shard_moves SET unwanted = true WHERE id = ANY ($1)', [
        withdrawn.map(({ id }) => id),
      ]),
    );
  }

  /** Workers that are planned no more are neither drained nor moved to; one of their number is another. */
  private async forget(coordinator: NodePlan, { moves, draining }: MoverFacts): Promise<void> {
    const groups = workerGroups(this.options.plan);
    const isGone = (group: number): boolean => !groups.includes(group);
    const ending = moves.filter((move) => !isOver(move) && (isGone(move.to) || isGone(move.from)));
    if (!draining.some(isGone) && ending.length === 0) return;
    await this.sessions.ask(coordinator, async (client) => {
      await client.query('DELETE FROM cluster.draining_workers WHERE worker_group <> ALL ($1)', [
        groups,
      ]);
      for (const { id } of ending) await updateMove(client, id, { phase: 'given up' });
    });
  }

  private start(move: MoveRecord, nodes: Parameters<typeof runMove>[1]): void {
    const { plan, credentials } = this.options;
    const isActing = (): boolean => this.isActing();
    const run = runMove(move.id, nodes, { plan, credentials, isActing }).catch((error: unknown) => {
      this.retryAt.set(move.id, Date.now() + RETRY_MS);
      log('warn', 'the move of a shard was cut off', {
        shard: move.shardName,
        ...{ from: nodes.source.name, to: nodes.target.name },
        error: (error as Error).message,
      });
    });
    this.running.set(
      move.id,
      run.finally(() => this.running.delete(move.id)),
    );
  }

  private tell(facts: MoverFacts, wanted: MovesWanted): void {
    const before = this.status?.state;
    const { status, reasons, notices } = movesStatus(facts, wanted, {
      sizes: this.survey.sizes,
      orphans: this.survey.orphans,
      obstacle: this.survey.obstacle,
      immovable: this.immovable.tables,
      tellingRetries: TELLING_RETRIES,
    });
    this.status = status;
    this.reasons = reasons;
    this.notices = notices;
    if (status.state !== before) {
      log('info', 'moves of shards', {
        state: status.state,
        why: status.why,
        done: status.done,
        total: status.total,
      });
    }
  }

  private explain(failure: string): void {
    if (failure !== this.failure) log('warn', failure);
    this.failure = failure;
  }
}
