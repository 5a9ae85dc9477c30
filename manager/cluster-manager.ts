import type { ClusterPlan, NodePlan } from '../topology/plan';
import { CatalogueSurvey } from './shards/catalogue-survey';
import { ConfigurationTakeOver } from './set-up/configuration-take-over';
import { PrimaryWatch } from './failover/primary-watch';
import { Leadership } from './leadership';
import { log } from './log';
import { Metrics } from './metrics';
import { shardMover } from './moves/shard-mover';
import type { ShardMover } from './moves/moves-status';
import { LeaderlessGroups } from './observe/leaderless-groups';
import { groupReasons, type Observation } from './observe/observation';
import { askLoadBalancer } from './observe/load-balancer-probe';
import { Observer } from './observe/observer';
import { Patroni } from './observe/patroni';
import { PoolerProbe } from './observe/pooler-probe';
import { reconcile } from './reconcile';
import { RollingRestart } from './set-up/rolling-restart';
import { countRows, type GroupRows } from './shards/rows';
import type { Credentials } from './credentials';
import { statusDocument, type StatusDocument } from './status-document';
import { CertificateWatch } from './tls/certificate-watch';
import { TwoPhaseRecovery } from './failover/two-phase-recovery';
import { WorkerRoutes } from './shards/worker-routes';
import { WorkerShards } from './shards/worker-shards';

/** Between two looks at the cluster, ms: while something is to be done, and at rest. */
const ROUND_MS = 2000;
const REST_ROUND_MS = 5000;

/** A cluster at rest is compared with its plan this often, ms; a changed one at once. */
const FULL_ROUND_MS = 30_000;

/** A loop that has not come round for this long is stuck, ms: a restart may take a minute. */
const STUCK_MS = 150_000;

/** What is told may have been seen this long ago, ms. */
const OBSERVATION_AGE_MS = 500;

/** Keeps one cluster as planned, and knows its state. */
export class ClusterManager {
  readonly metrics = new Metrics();
  private readonly leadership: Leadership;
  private readonly observer: Observer;
  private readonly pooler: PoolerProbe;
  private readonly restarts = new RollingRestart();
  private readonly routes: WorkerRoutes | undefined;
  private readonly workerShards: WorkerShards | undefined;
  private readonly recovery: TwoPhaseRecovery | undefined;
  /** Where certificates are served. */
  private readonly certificates: CertificateWatch | undefined;
  /** Undefined without workers. */
  private readonly mover: ShardMover | undefined;
  private setUpReasons: readonly string[] = ['set-up has not begun'];
  private lastFullRound = { at: 0, signature: '' };
  private readonly takeOver = new ConfigurationTakeOver();
  private lastLoopAt = Date.now();
  private readonly survey: CatalogueSurvey;
  private counting: Promise<GroupRows[]> | undefined;
  private readonly primaries: PrimaryWatch;
  private readonly leaderless = new LeaderlessGroups();
  private stopping = false;
  /** Set when something happened that the next round should see at once. */
  private hurry = false;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
  ) {
    this.leadership = new Leadership(credentials);
    this.observer = new Observer(plan, credentials);
    this.pooler = new PoolerProbe(plan, credentials);
    const look = (): Promise<Observation> => this.observer.within(OBSERVATION_AGE_MS);
    this.survey = new CatalogueSurvey(plan, credentials, () => this.observer.within(this.roundMs));
    this.primaries = new PrimaryWatch(plan, credentials, look, () => (this.hurry = true));
    const isActing = (): boolean => this.leadership.isLeader;
    if (plan.engine === 'native' && plan.groups.length > 1) {
      this.routes = new WorkerRoutes(plan, credentials, () => this.primaries.known());
    }
    if (plan.engine === 'citus') {
      this.recovery = new TwoPhaseRecovery(plan, credentials, look, isActing);
    }
    if (plan.workerHa === 'shards') {
      this.workerShards = new WorkerShards(plan, credentials, look, isActing);
    }
    this.mover = shardMover({ plan, credentials, look, isActing });
    if (credentials.certificates?.verified === true) {
      this.certificates = new CertificateWatch(plan, credentials.certificates);
    }
  }

  /** Whether the loop goes round. */
  get alive(): boolean {
    return Date.now() - this.lastLoopAt < STUCK_MS;
  }

  /** Goes round until {@link stop}. */
  async run(): Promise<void> {
    const watching = [
      this.primaries.run(),
      this.survey.run(),
      this.routes?.run(),
      this.workerShards?.run(),
      this.recovery?.run(),
      this.mover?.run(),
      this.certificates?.run(),
    ];
    while (!this.stopping) {
      const startedAt = Date.now();
      this.lastLoopAt = startedAt;
      try {
        await this.round();
      } catch (error) {
        this.metrics.errors.inc();
        this.fail(error);
      }
      const isDue = (): boolean => this.stopping || this.hurry;
      await delay(Math.max(0, this.roundMs - (Date.now() - startedAt)), isDue);
      this.hurry = false;
    }
    await Promise.all(watching);
    await this.leadership.release();
  }

  /** A cluster that is as planned is looked at less often; who watches its primaries says when to hurry. */
  private get roundMs(): number {
    return this.lastFullRound.at > 0 ? REST_ROUND_MS : ROUND_MS;
  }

  /** Ends the loop after the round under way. */
  stop(): void {
    this.stopping = true;
    this.primaries.stop();
    this.survey.stop();
    this.routes?.stop();
    this.workerShards?.stop();
    this.recovery?.stop();
    this.mover?.stop();
    this.certificates?.stop();
  }

  /** Why the cluster can't be used yet: set-up incomplete, or a group without a primary. */
  async notReadyReasons(): Promise<string[]> {
    const observation = await this.observer.within(this.roundMs);
    const leaderless = observation.groups.filter(({ primary }) => primary === undefined);
    return [...new Set([...leaderless.flatMap(groupReasons), ...this.setUpReasons])];
  }

  /**
   * The cluster as it is now.
   *
   * @param counted whether rows are counted, which reads all of them, rather than estimated
   */
  async status({ counted = false } = {}): Promise<StatusDocument> {
    const [observation, pooler, loadBalancer] = await Promise.all([
      this.observer.within(OBSERVATION_AGE_MS),
      this.pooler.ask(),
      askLoadBalancer(this.plan, this.credentials),
      this.survey.refresh(),
    ]);
    const { survey, certificates, mover } = this;
    const { reasons = [], notices = [] } = certificates?.findings ?? {};
    return statusDocument(this.plan, observation, {
      pooler,
      loadBalancer,
      shards: counted ? await this.count(observation) : survey.rows,
      lostShards: survey.lostShards,
      notices: [...notices, ...survey.notices, ...(mover?.notices ?? [])],
      certificates: certificates?.status,
      authorities: certificates?.authorities,
      moves: mover?.status,
      acting: this.leadership.isLeader,
      setUpReasons: [
        ...reasons,
        ...survey.reasons,
        ...(this.workerShards?.reasons ?? []),
        ...(mover?.reasons ?? []),
        ...this.setUpReasons,
      ],
    });
  }

  /** Counts the rows; those who ask meanwhile share the answer. */
  private count(observation: Observation): Promise<GroupRows[]> {
    this.counting ??= countRows(this.plan, this.credentials, observation).finally(() => {
      this.counting = undefined;
    });
    return this.counting;
  }

  private async round(): Promise<void> {
    const observation = await this.observer.now();
    this.leaderless.report(observation);
    const coordinator = observation.groups[0]?.primary;
    if (coordinator === undefined) {
      this.lastFullRound = { at: 0, signature: '' };
      await this.leadership.release();
      this.setReasons(observation.groups.slice(0, 1).flatMap(groupReasons));
      return;
    }
    if (!(await this.leadership.acquire(coordinator.node))) {
      // What that one does is unknown here: its plan may be another one.
      this.setReasons(['another manager is at work']);
      return;
    }
    if (!this.isFullRoundDue(observation)) return;
    const endTimer = this.metrics.duration.startTimer();
    const unaware = this.takeOver.waitingFor(observation.groups);
    const result = await reconcile(
      this.plan,
      this.credentials,
      observation,
      unaware.length === 0 && this.mover?.status?.state !== 'moving' ? this.restarts : undefined,
    );
    const { changes } = result;
    endTimer();
    for (const change of changes) log('info', 'changed', { change });
    if (result.configured === true) this.takeOver.begin();
    const reasons = [...result.reasons];
    if (result.configured === true || unaware.length > 0) {
      reasons.push('a new configuration takes effect');
      await Promise.all(unaware.map(({ node }) => wake(node, this.credentials)));
    }
    this.setReasons(reasons);
    const settled = changes.length === 0 && reasons.length === 0;
    this.lastFullRound = { at: settled ? Date.now() : 0, signature: signatureOf(observation) };
  }

  private isFullRoundDue(observation: Observation): boolean {
    return (
      Date.now() - this.lastFullRound.at > FULL_ROUND_MS ||
      signatureOf(observation) !== this.lastFullRound.signature
    );
  }

  private setReasons(reasons: readonly string[]): void {
    if (reasons.join() === this.setUpReasons.join()) return;
    log('info', reasons.length === 0 ? 'set up' : 'waiting', { reasons });
    this.setUpReasons = reasons;
  }

  private fail(error: unknown): void {
    const { message, code } = error as { message?: string; code?: string };
    const reason = `set-up failed: ${message || code || String(error)}`;
    this.lastFullRound = { at: 0, signature: '' };
    if (this.setUpReasons.join() !== reason) log('error', reason);
    this.setUpReasons = [reason];
  }
}

/** Changes whenever a primary does, or a parameter waits for a restart. */
function signatureOf({ groups }: Observation): string {
  return groups
    .flatMap(({ primary, nodes }) => [
      `${primary?.node.name}@${primary?.report?.timeline}`,
      ...nodes.map(({ report }) => `${report?.state}:${report?.pending_restart === true}`),
    ])
    .join();
}

/** Has a node read its configuration now. */
async function wake(node: NodePlan, credentials: Credentials): Promise<void> {
  await new Patroni(node, credentials).wake().catch(() => undefined);
}

/** Waits for a time, in small steps, or until `early` holds. */
async function delay(ms: number, early: () => boolean): Promise<void> {
  const until = Date.now() + ms;
  while (!early() && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(50, until - Date.now())));
  }
}
