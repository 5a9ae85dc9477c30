import type { RepositoryPlan } from '../topology/backup/backup-plan';
import type { ClusterPlan } from '../topology/plan';
import { Leadership } from './acting/leadership';
import {
  findingsOfActing,
  hasNewerPlan,
  type ManagerFindings,
  type PlanMark,
} from './acting/manager-findings';
import { OtherManagers } from './acting/other-managers';
import { AgentClient } from './backup/agent-client';
import { BackupKeeper } from './backup/backup-keeper';
import type { Credentials } from './credentials';
import { PrimaryWatch } from './failover/primary-watch';
import { TwoPhaseRecovery } from './failover/two-phase-recovery';
import { Metrics } from './metrics';
import type { ShardMover } from './moves/moves-status';
import { shardMover } from './moves/shard-mover';
import { isHeldHere } from './observe/floating-address';
import { LeaderlessGroups } from './observe/leaderless-groups';
import { groupReasons, type Observation } from './observe/observation';
import { Observer } from './observe/observer';
import { WaysInProbe } from './observe/ways-in';
import { SetUpRounds } from './set-up-rounds';
import { CatalogueSurvey } from './shards/catalogue-survey';
import { countRows, type GroupRows } from './shards/rows';
import { WorkerRoutes } from './shards/worker-routes';
import { WorkerShards } from './shards/worker-shards';
import { StandbyCopies } from './standbys/standby-copies';
import { statusDocument, type StatusDocument } from './status-document';
import { CertificateWatch } from './tls/certificate-watch';

/** Between two looks at the cluster, ms: while something is to be done, and at rest. */
const ROUND_MS = 2000;
const REST_ROUND_MS = 5000;

/** A loop that has not come round for this long is stuck, ms: a restart may take a minute. */
const STUCK_MS = 150_000;

/** What is told may have been seen this long ago, ms. */
const OBSERVATION_AGE_MS = 500;

/** A manager that acted this long ago goes on with lost workers, ms, until another one may act. */
const LINGERING_MS = 10_000;

/** How long others are waited for when it is to end, ms, before another manager may act. */
const END_LIMIT_MS = 1000;

/** Which one of a cluster's managers this is. */
export interface ManagerIdentity {
  /** Its name in the plan. */
  readonly name: string;
  readonly plan: PlanMark;
}

/** Keeps one cluster as planned if it is the manager that acts, and knows its state in any case. */
export class ClusterManager {
  readonly metrics = new Metrics();
  private readonly leadership: Leadership;
  private readonly others: OtherManagers;
  private readonly observer: Observer;
  private readonly ways: WaysInProbe;
  private readonly setUp: SetUpRounds;
  private readonly routes: WorkerRoutes | undefined;
  private readonly workerShards: WorkerShards | undefined;
  private readonly recovery: TwoPhaseRecovery | undefined;
  private readonly copies: StandbyCopies;
  /** Where certificates are served. */
  private readonly certificates: CertificateWatch | undefined;
  /** Undefined without workers. */
  private readonly mover: ShardMover | undefined;
  /** Undefined where nothing is backed up. */
  private readonly backups: BackupKeeper | undefined;
  private lastLoopAt = Date.now();
  private readonly survey: CatalogueSurvey;
  private counting: Promise<GroupRows[]> | undefined;
  private readonly primaries: PrimaryWatch;
  private readonly leaderless = new LeaderlessGroups();
  private stopping = false;
  /** Whether another manager acted in the last round. */
  private isObserving = false;
  /** Set when something happened that the next round should see at once. */
  private hurry = false;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly self: ManagerIdentity,
  ) {
    const hurry = (): void => void (this.hurry = true);
    this.leadership = new Leadership(plan, credentials, hurry);
    this.others = new OtherManagers(plan, self.name, credentials);
    this.observer = new Observer(plan, credentials);
    this.ways = new WaysInProbe(plan, credentials);
    const look = (): Promise<Observation> => this.observer.within(OBSERVATION_AGE_MS);
    const glance = (): Promise<Observation> => this.observer.within(this.roundMs);
    this.survey = new CatalogueSurvey(plan, credentials, glance);
    this.primaries = new PrimaryWatch(plan, credentials, look, () => {
      // Whoever only watches would take time from the new primary, which it has the least of now.
      this.hurry ||= this.leadership.mayAct;
    });
    const isActing = (): boolean => this.leadership.isLeader;
    this.setUp = new SetUpRounds(plan, credentials, this.metrics, isActing);
    this.copies = new StandbyCopies({ credentials, look, isActing });
    if (plan.engine === 'native' && plan.groups.length > 1) {
      this.routes = new WorkerRoutes(plan, credentials, () => this.primaries.known());
    }
    if (plan.engine === 'citus') {
      this.recovery = new TwoPhaseRecovery(plan, credentials, look, isActing);
    }
    if (plan.workerHa === 'shards') {
      const mayAct = (): boolean => this.leadership.actedWithin(LINGERING_MS);
      this.workerShards = new WorkerShards(plan, credentials, look, mayAct);
    }
    this.mover = shardMover({ plan, credentials, look, isActing });
    const { certificates } = credentials;
    if (certificates?.verified !== true) return;
    this.certificates = new CertificateWatch(plan, certificates);
    const { backup } = plan;
    if (backup === undefined) return;
    const agentOf = (of: RepositoryPlan): AgentClient => new AgentClient(of, certificates);
    this.backups = new BackupKeeper({ plan, backup, credentials, glance, isActing, agentOf });
  }

  /** Whether the loop goes round. */
  get alive(): boolean {
    return Date.now() - this.lastLoopAt < STUCK_MS;
  }

  /** Goes round until {@link stop}. */
  async run(): Promise<void> {
    const leading = this.leadership.run();
    const watching = Promise.all([
      this.primaries.run(),
      this.survey.run(),
      this.routes?.run(),
      this.workerShards?.run(),
      this.recovery?.run(),
      this.copies.run(),
      this.mover?.run(),
      this.certificates?.run(),
      this.backups?.run(),
    ]);
    while (!this.stopping) {
      const startedAt = Date.now();
      this.lastLoopAt = startedAt;
      try {
        await this.round();
      } catch (error) {
        this.metrics.errors.inc();
        this.setUp.fail(error);
      }
      const isDue = (): boolean => this.stopping || this.hurry;
      await delay(Math.max(0, this.roundMs - (Date.now() - startedAt)), isDue);
      this.hurry = false;
    }
    await Promise.race([watching, delay(END_LIMIT_MS)]);
    await this.leadership.leave();
    await Promise.all([watching, leading]);
  }

  /** A cluster that is as planned is looked at less often; who watches its primaries says when to hurry. */
  private get roundMs(): number {
    return this.setUp.isSettled || this.isObserving ? REST_ROUND_MS : ROUND_MS;
  }

  /** Ends the loop after the round under way. */
  stop(): void {
    this.stopping = true;
    this.primaries.stop();
    this.survey.stop();
    this.routes?.stop();
    this.workerShards?.stop();
    this.recovery?.stop();
    this.copies.stop();
    this.mover?.stop();
    this.certificates?.stop();
    this.backups?.stop();
  }

  /** Why the cluster can't be used yet: set-up incomplete, or a group without a primary. */
  async notReadyReasons(): Promise<string[]> {
    const [observation, others] = await Promise.all([
      this.observer.within(this.roundMs),
      this.others.ask(),
    ]);
    const leaderless = observation.groups.filter(({ primary }) => primary === undefined);
    const { setUpReasons } = findingsOfActing(this.findings, others);
    return [...new Set([...leaderless.flatMap(groupReasons), ...setUpReasons])];
  }

  /** False where it hears neither the consensus store nor another manager: its host is cut off from theirs. */
  async isConnected(): Promise<boolean> {
    if (this.leadership.hearsStore) return true;
    const others = await this.others.ask();
    return others.some(({ findings }) => findings !== undefined);
  }

  /** What this manager alone knows, for the others. */
  get findings(): ManagerFindings {
    const { leadership, mover, backups, copies, self } = this;
    const { floatingAddress } = this.plan;
    return {
      ...{ manager: self.name, plan: self.plan },
      ...{ acting: leadership.isLeader, canAct: leadership.canAct },
      setUpReasons: this.setUp.reasons,
      reasons: [this.workerShards, copies, mover, backups].flatMap((part) => part?.reasons ?? []),
      notices: [mover, backups].flatMap((part) => part?.notices ?? []),
      moves: mover?.status,
      backup: backups?.status,
      ...(floatingAddress && { holdsAddress: isHeldHere(floatingAddress.address) }),
    };
  }

  /**
   * The cluster as it is now.
   *
   * @param counted whether rows are counted, which reads all of them, rather than estimated
   */
  async status({ counted = false } = {}): Promise<StatusDocument> {
    const [observation, ways, others] = await Promise.all([
      this.observer.within(OBSERVATION_AGE_MS),
      this.ways.ask(),
      this.others.ask(),
      this.survey.refresh(),
    ]);
    const { survey, certificates } = this;
    const { reasons = [], notices = [] } = certificates?.findings ?? {};
    const own = this.findings;
    const found = findingsOfActing(own, others);
    return statusDocument(this.plan, observation, {
      ...{ manager: this.self.name, others, ways },
      shards: counted ? await this.count(observation) : survey.rows,
      lostShards: survey.lostShards,
      notices: [...notices, ...survey.notices, ...found.notices],
      certificates: certificates?.status,
      authorities: certificates?.authorities,
      ...{ moves: found.moves, backup: found.backup },
      holdsAddress: own.holdsAddress,
      acting: found.acting,
      setUpReasons: [...reasons, ...survey.reasons, ...found.reasons, ...found.setUpReasons],
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
    const [observation, others] = await Promise.all([this.observer.now(), this.others.ask()]);
    this.leaderless.report(observation);
    this.leadership.yields = hasNewerPlan(this.findings, others);
    const [coordinator, ...workers] = observation.groups.map(({ primary }) => primary?.node);
    if (coordinator === undefined) {
      await this.leadership.release();
      this.setUp.wait(observation.groups.slice(0, 1).flatMap(groupReasons));
      return;
    }
    const living = workers.filter((node) => node !== undefined);
    const role = await this.leadership.acquire(coordinator, living);
    this.isObserving = role === 'observes' && others.length > 0;
    if (role === 'observes') {
      // What the only planned one finds at work may have another plan. Of several, who acts is asked.
      const isOnly = others.length === 0;
      this.setUp.wait([isOnly ? 'another manager is at work' : 'set-up has yet to be looked at']);
      return;
    }
    if (role === 'takes over') this.setUp.beginAnew();
    await this.setUp.keep(observation, this.mover?.status?.state !== 'moving');
  }
}

/** Waits for a time, in small steps, or until `early` holds. */
async function delay(ms: number, early = (): boolean => false): Promise<void> {
  const until = Date.now() + ms;
  while (!early() && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(50, until - Date.now())));
  }
}
