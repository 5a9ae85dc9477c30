import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import { PrimaryProbe } from '../observe/primary-probe';
import type { Credentials } from '../credentials';
import { closeSession, openSession, withSession } from '../sessions/sessions';
import {
  endSessions,
  stillThere,
  unservedSessions,
  type WaitingSession,
} from '../sessions/stuck-sessions';
import { tickSteadily } from '../steady-ticks';
import { servedSessions, waitingSessions } from './citus-waits';
import { readCatalogue, type WorkerCatalogue } from './worker-catalogue';
import { disableWorker } from './worker-commands';
import {
  decideWorkers,
  mustBeSynchronous,
  planCopies,
  unprotectedReasons,
  type WorkerView,
} from './worker-decision';
import { WorkerRepair } from './worker-repair';

/** Between two looks at every worker, ms. */
const TICK_MS = 500;

/** A tick that comes this late says that this process was held up, ms. */
const HELD_UP_MS = 800;

/** A worker that has not answered at all for this long, and as many probes, is lost, ms. */
const LOST_MS = 3000;
const LOST_PROBES = 3;

/** The same where the network says that nobody is there: a stopped container, not a busy one, ms. */
const ABSENT_MS = 1200;
const ABSENT_PROBES = 3;

/** The same where its Patroni answers but PostgreSQL takes no statement, ms: it may be recovering. */
const UNUSABLE_MS = 20_000;

/** A worker whose PostgreSQL answered this lately is in order, ms. */
const TIMELY_MS = 1600;

/** A worker that is back has to stay so for this long, ms. */
const SETTLED_MS = 3000;

/** Longest wait for a node's answer to a short question, ms. */
const ANSWER_LIMIT_MS = 3000;

/** Longest wait for a worker's disabling, ms. */
const DISABLE_LIMIT_MS = 7000;

/** The wait after a failed attempt, ms: doubled with each one up to the last. */
const BACK_OFF_MS = [1000, 2000, 4000, 8000];

/**
 * Keeps a cluster with replicated shards and workers without standbys usable: takes a lost worker
 * out of Citus's use, so that writes go on with the other placements, and has it filled again when
 * it is back. It knows nothing that does not stand in Citus's catalogue, so that a manager that
 * starts in the middle goes on.
 */
export class WorkerShards {
  private readonly probes: readonly PrimaryProbe[];
  private readonly repair: WorkerRepair;
  private readonly settledSince = new Map<number, number>();
  private readonly attempts = new Map<string, { failed: number; next: number }>();
  private decided: readonly string[] = [];
  private failures: readonly string[] = [];
  private waiting: readonly WaitingSession[] = [];
  private session: { readonly node: NodePlan; readonly client: Client } | undefined;
  private ended: ReadonlySet<number> = new Set();
  private stopping = false;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly look: () => Promise<Observation>,
    /** Whether this manager acts, or did until the coordinator could not be asked. */
    private readonly isActing: () => boolean,
  ) {
    const workers = plan.groups.filter(({ role }) => role === 'worker');
    this.probes = workers.flatMap(({ nodes: [node] }) =>
      node === undefined
        ? []
        : [new PrimaryProbe(node, credentials, undefined, plan.database, ANSWER_LIMIT_MS)],
    );
    this.repair = new WorkerRepair(plan, credentials);
  }

  /** What is wrong with the redundancy of the shards; empty when nothing is. */
  get reasons(): readonly string[] {
    return [...this.decided, ...this.failures, ...this.repair.reasons];
  }

  /** Goes round until {@link stop}. */
  async run(): Promise<void> {
    await tickSteadily({
      everyMs: TICK_MS,
      heldUpMs: HELD_UP_MS,
      tick: () => {
        for (const probe of this.probes) probe.send();
        return this.round().catch((error: unknown) => {
          this.fail(`the workers' shards could not be looked after: ${String(error)}`);
        });
      },
      onHeldUp: () => {
        for (const probe of this.probes) probe.countAnew();
      },
      isStopping: () => this.stopping,
    });
    for (const probe of this.probes) probe.close();
    this.disconnect();
  }

  /** Ends the loop after the round under way. */
  stop(): void {
    this.stopping = true;
    this.repair.stop();
  }

  private async round(): Promise<void> {
    const observation = await this.look();
    // A coordinator that is slow to answer Patroni's way may still answer on the open session.
    const coordinator = observation.groups[0]?.primary?.node ?? this.session?.node;
    if (coordinator === undefined || !this.isActing()) {
      this.decided = [];
      this.failures = [];
      this.repair.stop();
      return;
    }
    const client = await this.connect(coordinator);
    try {
      const catalogue = await readCatalogue(client);
      const workers = this.view(catalogue, observation);
      await this.act(coordinator, client, catalogue, workers);
    } catch (error) {
      this.disconnect();
      throw error;
    }
  }

  /** The session on the coordinator primary that stays open from round to round. */
  private async connect(node: NodePlan): Promise<Client> {
    if (this.session?.node !== node) this.disconnect();
    this.session ??= { node, client: await this.open(node, ANSWER_LIMIT_MS) };
    return this.session.client;
  }

  private disconnect(): void {
    if (this.session !== undefined) void closeSession(this.session.client);
    this.session = undefined;
  }

  private view({ nodes }: WorkerCatalogue, observation: Observation): WorkerView[] {
    return nodes.map((node) => {
      const probe = this.probes.find((one) => one.node.group === node.group);
      const running = observation.groups.some(
        ({ group, primary }) => group.group === node.group && primary?.node.name === node.name,
      );
      if (!running || probe === undefined || probe.sqlSilentMs > TIMELY_MS) {
        this.settledSince.delete(node.group);
      } else if (!this.settledSince.has(node.group)) {
        this.settledSince.set(node.group, Date.now());
      }
      const since = this.settledSince.get(node.group);
      return {
        ...node,
        lost: probe === undefined || isLost(probe),
        settled: since !== undefined && Date.now() - since >= SETTLED_MS,
      };
    });
  }

  private async act(
    coordinator: NodePlan,
    session: Client,
    { shards }: WorkerCatalogue,
    workers: readonly WorkerView[],
  ): Promise<void> {
    const { disable, activate, reasons } = decideWorkers(workers, shards);
    const forgetful =
      this.plan.synchronousMode === 'off' && this.plan.groups[0]?.nodes.length !== 1;
    const refused =
      forgetful && disable.length > 0
        ? [
            `${disable.map(({ name }) => name).join(', ')} can't be disabled: a failover of the coordinator could forget it, as its standby is not synchronous`,
          ]
        : [];
    this.setDecided([...reasons, ...refused, ...unprotectedReasons(shards)]);
    this.failures = [];
    // The first worker's disabling needs the others to be there: it comes last.
    const order = forgetful
      ? []
      : [...disable].sort(
          (a, b) => Number(mustBeSynchronous(a, workers)) - Number(mustBeSynchronous(b, workers)),
        );
    for (const worker of order) {
      await this.attempt(`disable ${worker.name}`, async () => {
        const startedAt = Date.now();
        const client = await this.open(coordinator, DISABLE_LIMIT_MS);
        try {
          await disableWorker(client, session, worker, mustBeSynchronous(worker, workers));
        } finally {
          void closeSession(client);
        }
        log('warn', 'disabled a lost worker', { worker: worker.name, ms: Date.now() - startedAt });
      });
    }
    await this.endStuck(session, workers);
    const missing = planCopies(workers, shards);
    const steady = workers.every(({ active, lost }) => !active || !lost);
    if (!steady) this.repair.stop();
    else if (activate.length > 0 || missing.length > 0) {
      this.repair.start(coordinator, activate, workers);
    }
  }

  /** Ends sessions that still wait for a worker which is no longer in use. */
  private async endStuck(session: Client, workers: readonly WorkerView[]): Promise<void> {
    if (!workers.some(({ lost }) => lost)) {
      this.waiting = [];
      return;
    }
    // While a lost worker is in use, what waits for it would only come back.
    if (workers.some(({ lost, active }) => lost && active)) return;
    const before = this.waiting;
    this.waiting = await waitingSessions(session);
    if (this.waiting.length === 0) return;
    const living = workers.filter(({ lost }) => !lost).map(({ group }) => group);
    const served = await Promise.all(
      this.probes
        .filter(({ node }) => living.includes(node.group))
        .map(({ node }) =>
          withSession(
            node,
            this.credentials,
            this.plan.database,
            servedSessions,
            ANSWER_LIMIT_MS,
          ).catch(() => undefined),
        ),
    );
    const stuck = stillThere(before, unservedSessions(this.waiting, served) ?? []);
    if (stuck.length === 0) return;
    await endSessions(session, stuck);
    const ended = stuck.filter(({ pid }) => !this.ended.has(pid));
    // One that is ended may yet wait for the lost worker to take the cancellation.
    this.ended = new Set(stuck.map(({ pid }) => pid));
    if (ended.length === 0) return;
    log('warn', 'ended sessions that waited for a lost worker', { sessions: ended.length });
  }

  private async attempt(what: string, run: () => Promise<void>): Promise<void> {
    const { failed, next } = this.attempts.get(what) ?? { failed: 0, next: 0 };
    if (Date.now() < next || !this.isActing()) return;
    try {
      await run();
      this.attempts.delete(what);
    } catch (error) {
      const wait = BACK_OFF_MS[Math.min(failed, BACK_OFF_MS.length - 1)] ?? 0;
      this.attempts.set(what, { failed: failed + 1, next: Date.now() + wait });
      this.fail(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private setDecided(reasons: readonly string[]): void {
    const gist = (lines: readonly string[]): string => lines.join().replace(/\d+ of /g, '');
    if (gist(reasons) !== gist(this.decided)) log('info', 'shards', { reasons });
    this.decided = reasons;
  }

  private fail(reason: string): void {
    if (!this.failures.includes(reason)) log('error', reason);
    this.failures = [reason];
  }

  private open(node: NodePlan, limitMs: number): Promise<Client> {
    return openSession(node, this.credentials, this.plan.database, limitMs);
  }
}

function isLost({ silence, sqlSilentMs }: PrimaryProbe): boolean {
  const silent = silence.silentMs >= LOST_MS && silence.failedProbes >= LOST_PROBES;
  const absent = silence.silentMs >= ABSENT_MS && silence.absentProbes >= ABSENT_PROBES;
  return silent || absent || sqlSilentMs >= UNUSABLE_MS;
}
