import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { log } from '../log';
import type { Credentials } from '../credentials';
import { closeSession, openSession } from '../sessions/sessions';
import { readCatalogue } from './worker-catalogue';
import { activateWorker, copyShard, dropStaleShards, resolvePrepared } from './worker-commands';
import { planCopies, type CopyStep, type ShardCopies, type WorkerView } from './worker-decision';
import { sameContent } from './worker-verification';

/** Longest wait for a short statement, ms. */
const ANSWER_LIMIT_MS = 70_000;

/** Longest copy of one shard, ms. */
const COPY_LIMIT_MS = 3_600_000;

/** The wait before the next attempt after a failed one, ms. */
const PAUSE_MS = 3000;

/**
 * Gives shards their copies back, in the background: activates workers that returned, copies what
 * lacks a copy, and compares each copy with its source. One shard at a time, each committed by
 * itself, so that it can be cut off and begun anew at any moment.
 */
export class WorkerRepair {
  private running: { readonly sessions: Set<Client> } | undefined;
  private startedLastAt = 0;
  private progress: string | undefined;
  private failure: string | undefined;
  /** Copies that differ from their source though nothing was written, by shard. */
  private readonly differing = new Map<number, string>();

  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
  ) {}

  /** How far it is, and what went wrong. */
  get reasons(): string[] {
    return [this.progress ?? [], this.failure ?? [], ...this.differing.values()].flat();
  }

  /** Begins, unless it is at work already. */
  start(
    coordinator: NodePlan,
    activate: readonly WorkerView[],
    workers: readonly WorkerView[],
  ): void {
    if (this.running !== undefined || Date.now() - this.startedLastAt < PAUSE_MS) return;
    const run = { sessions: new Set<Client>() };
    this.running = run;
    this.work(coordinator, activate, workers, run)
      .then(
        () => (this.failure = undefined),
        (error: unknown) => {
          if (this.running !== run) return;
          const message = error instanceof Error ? error.message : String(error);
          this.failure = `shards could not be copied: ${message}`;
          log('error', this.failure);
        },
      )
      .finally(() => {
        for (const session of run.sessions) void closeSession(session);
        if (this.running !== run) return;
        this.running = undefined;
        this.progress = undefined;
        this.startedLastAt = Date.now();
      })
      .catch(() => undefined);
  }

  /** Cuts it off; what is under way is rolled back. */
  stop(): void {
    const run = this.running;
    this.running = undefined;
    this.progress = undefined;
    this.failure = undefined;
    for (const session of run?.sessions ?? []) void closeSession(session);
  }

  private async work(
    node: NodePlan,
    activate: readonly WorkerView[],
    workers: readonly WorkerView[],
    run: { readonly sessions: Set<Client> },
  ): Promise<void> {
    const open = async (to: NodePlan, limitMs = ANSWER_LIMIT_MS): Promise<Client> => {
      const session = await openSession(to, this.credentials, this.plan.database, limitMs);
      if (this.running !== run) {
        await closeSession(session);
        throw new Error('cut off');
      }
      run.sessions.add(session);
      return session;
    };
    const coordinator = await open(node, COPY_LIMIT_MS);
    // Seen by whoever looks for sessions that hang; nothing secret is said here.
    await coordinator.query('SET track_activities = on');
    const sessions = new Map<number, Client>();
    for (const { group } of workers) {
      const [worker] = this.plan.groups.find((one) => one.group === group)?.nodes ?? [];
      const isUsed = workers.some((one) => one.group === group && !one.lost);
      if (worker !== undefined && isUsed) sessions.set(group, await open(worker));
    }
    for (const worker of activate) {
      const startedAt = Date.now();
      const session = sessions.get(worker.group);
      if (session === undefined) continue;
      const resolved = await resolvePrepared(coordinator, session, worker.group);
      await activateWorker(coordinator, worker);
      const ms = Date.now() - startedAt;
      log('info', 'activated a worker that is back', { worker: worker.name, resolved, ms });
    }
    await this.copyAll(coordinator, sessions, workers, activate);
    for (const [group, session] of sessions) {
      const dropped = await dropStaleShards(coordinator, session, group);
      if (dropped.length > 0) log('info', 'dropped stale shards', { group, tables: dropped });
    }
  }

  private async copyAll(
    coordinator: Client,
    sessions: ReadonlyMap<number, Client>,
    before: readonly WorkerView[],
    activated: readonly WorkerView[],
  ): Promise<void> {
    const workers = before.map((worker) =>
      activated.includes(worker) ? { ...worker, active: true } : worker,
    );
    const { shards } = await readCatalogue(coordinator);
    const steps = planCopies(workers, shards);
    if (steps.length === 0) return;
    await coordinator.query(`SET lock_timeout = '10s'; SET statement_timeout = 0`);
    const startedAt = Date.now();
    const names = [...new Set(steps.map(({ target }) => target.name))].join(', ');
    for (const [done, step] of steps.entries()) {
      this.progress = `${names} is filled again: ${done} of ${steps.length} shards copied`;
      await copyShard(coordinator, step);
      await this.verify(coordinator, sessions, step);
    }
    const ms = Date.now() - startedAt;
    log('info', 'copied and compared shards', { to: names, shards: steps.length, ms });
  }

  private async verify(
    coordinator: Client,
    sessions: ReadonlyMap<number, Client>,
    { shard, source, target }: CopyStep,
  ): Promise<void> {
    const key = shard.shardIds[0] ?? 0;
    const holders = [source, target].flatMap(({ group }) => sessions.get(group) ?? []);
    if (await sameContent(coordinator, holders, shard)) {
      this.differing.delete(key);
      return;
    }
    const reason = differenceOf(shard, source, target);
    log('error', reason);
    this.differing.set(key, reason);
  }
}

function differenceOf(shard: ShardCopies, source: WorkerView, target: WorkerView): string {
  return `${shard.names.join(', ')} differs between ${source.name} and ${target.name}`;
}
