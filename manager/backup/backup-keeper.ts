import { stanzaOf, type BackupPlan, type RepositoryPlan } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import { restBetween } from '../rest-between';
import { withSession } from '../sessions/sessions';
import { ArchiveWatch } from './archive-watch';
import { backupNotices, backupReasons } from './backup-reasons';
import { dueBackups } from './backup-schedule';
import type { BackupStatus } from './backup-status';
import type { BackupView } from './backup-view';
import type { LayoutFile, RestorePoint } from './catalogue';
import { describeBackups, lastBackupAt } from './describe-backups';
import { KeptRepository } from './kept-repository';
import { readLayout } from './layout';
import { enterPoint, newestPoint } from './points-catalogue';
import { LastRehearsal } from './proofs/last-rehearsal';
import { rowsFileTime } from './proofs/row-proof';
import { RowProofs } from './proofs/row-proofs';
import type { RepositoryAgent } from './repository-agent';
import { RestorePoints } from './restore-points';

/** Between two looks at the repositories, ms: while something is to be done there, and at rest. */
const ROUND_MS = 10_000;
const REST_ROUND_MS = 30_000;

/** Between two looks at who acts, ms. */
const TICK_MS = 1000;

/** What the layout says changes with an upgrade; it is read again this often, ms. */
const LAYOUT_MS = 600_000;

/** What backups are kept with. */
export interface BackupKeeperOptions {
  readonly plan: ClusterPlan;
  readonly backup: BackupPlan;
  readonly credentials: Credentials;
  /** The cluster as it was seen some seconds ago. */
  readonly glance: () => Promise<Observation>;
  /** Whether its manager is the acting one. */
  readonly isActing: () => boolean;
  readonly agentOf: (repository: RepositoryPlan) => RepositoryAgent;
}

/**
 * Keeps a cluster backed up, in the background: makes stanzas, begins base backups that are due, takes
 * restore points, and sees whether the log arrives.
 */
export class BackupKeeper {
  private readonly watch: ArchiveWatch;
  private readonly repositories: readonly KeptRepository[];
  private readonly points: RestorePoints;
  private readonly proofs: RowProofs;
  private readonly rehearsal: LastRehearsal;
  private readonly stanzas: readonly string[];
  private layout: { readonly at: number; readonly file: LayoutFile } | undefined;
  private failure: string | undefined;
  /** Since when this manager acts, ms. */
  private since: number | undefined;
  private roundAt = 0;
  private stopping = false;

  constructor(private readonly options: BackupKeeperOptions) {
    const { plan, backup, agentOf, ...shared } = options;
    this.stanzas = plan.groups.map(stanzaOf);
    this.watch = new ArchiveWatch(backup.queueMaxGiB * 1024 ** 3);
    this.repositories = backup.repositories.map(
      (repository) => new KeptRepository(repository, agentOf(repository), this.watch),
    );
    this.rehearsal = new LastRehearsal(this.repositories.map(({ agent }) => agent));
    this.proofs = new RowProofs({
      ...{ plan, credentials: shared.credentials, hours: backup.proofHours },
      backedUpAt: () =>
        lastBackupAt(
          this.repositories.map(({ view }) => view),
          this.stanzas,
        ),
      recall: () => this.newestRows(),
      write: (name, content) => this.inCatalogues((agent) => agent.writeFile(name, content)),
    });
    this.points = new RestorePoints({
      ...{ ...shared, plan, backup, watch: this.watch, proofs: this.proofs },
      isBackedUp: () => this.repositories.some((one) => one.isComplete(this.stanzas)),
      isHeld: (point) => this.isHeld(point),
      enter: (point) => this.inCatalogues((agent) => enterPoint(agent, point)),
      recall: () => this.recall(),
    });
  }

  /** As it was seen last; undefined before the first look, and while another manager acts. */
  get status(): BackupStatus | undefined {
    const { view } = this;
    return view && describeBackups(view);
  }

  /** Why the cluster could not be restored as it should be. */
  get reasons(): readonly string[] {
    const { view } = this;
    return view === undefined ? [] : backupReasons(view);
  }

  /** What is no fault, but should be known. */
  get notices(): readonly string[] {
    const { view } = this;
    return view === undefined ? [] : backupNotices(view);
  }

  /** Keeps backups until {@link stop}. */
  async run(): Promise<void> {
    await Promise.all([this.points.run(), this.keep()]);
  }

  /** Ends the loops after the rounds under way; backups under way go on. */
  stop(): void {
    this.stopping = true;
    this.points.stop();
  }

  private get view(): BackupView | undefined {
    if (this.since === undefined || this.roundAt === 0) return undefined;
    const { backup } = this.options;
    const { newest, ageSeconds, failure } = this.points;
    return {
      groups: this.stanzas,
      repositories: this.repositories.map(({ view }) => view),
      archives: this.watch.groups,
      points: { newest, ageSeconds, failure },
      proofFailure: this.proofs.failure,
      rehearsal: this.rehearsal.newest,
      rehearsalDays: backup.rehearsalDays,
      schedule: backup.schedule,
      restorePointSeconds: backup.restorePointSeconds,
      watchedSeconds: (Date.now() - this.since) / 1000,
      now: Date.now() / 1000,
    };
  }

  private async keep(): Promise<void> {
    let nextAt = 0;
    while (!this.stopping) {
      if (!this.isActing()) {
        this.since = undefined;
        this.roundAt = 0;
        nextAt = 0;
      } else if (Date.now() >= nextAt) {
        this.since ??= Date.now();
        const isAtRest = await this.round().catch((error: unknown) => {
          this.explain(`backups could not be looked after: ${(error as Error).message}`);
          return false;
        });
        this.roundAt = Date.now();
        nextAt = Date.now() + (isAtRest ? REST_ROUND_MS : ROUND_MS);
      }
      await restBetween(TICK_MS, () => this.stopping);
    }
  }

  private isActing(): boolean {
    return this.options.isActing() && !this.stopping;
  }

  /** @returns whether nothing is to be done */
  private async round(): Promise<boolean> {
    const { stanzas, watch } = this;
    await Promise.all(this.repositories.map((one) => one.look(stanzas)));
    for (const stanza of stanzas) {
      if (this.repositories.every((one) => one.isWhole(stanza))) watch.trust(stanza);
    }
    const { usable } = this;
    const layout = await this.readLayout();
    if (layout === undefined) return false;
    await this.each(usable, (one) => one.prepare(stanzas, layout));
    await this.beginDue(usable);
    await this.each(usable, (one) => one.clean(stanzas));
    await this.rehearsal.look();
    this.failure = undefined;
    const isBusy = this.repositories.some((one) => stanzas.some((stanza) => one.isBusy(stanza)));
    const isKept =
      usable.length === this.repositories.length && usable.every((one) => one.isComplete(stanzas));
    return isKept && !isBusy && stanzas.every((one) => watch.doubtedSince(one) === undefined);
  }

  private async each(
    repositories: readonly KeptRepository[],
    run: (repository: KeptRepository) => Promise<void>,
  ): Promise<void> {
    if (this.isActing()) await Promise.all(repositories.map(run));
  }

  /** Groups at the same time, but no group twice: it would be read for two repositories. */
  private async beginDue(usable: readonly KeptRepository[]): Promise<void> {
    const busy = new Set(
      this.stanzas.filter((stanza) => this.repositories.some((one) => one.isBusy(stanza))),
    );
    for (const repository of usable) {
      const facts = this.stanzas
        // A node that has yet to restart does not archive what a backup needs.
        .filter((one) => repository.hasStanza(one) && this.watch.groups.get(one)?.isOn === true)
        .map((stanza) => repository.facts(stanza));
      const due = dueBackups(facts, this.options.backup.schedule, Date.now() / 1000);
      for (const { stanza, type, why } of due) {
        if (busy.has(stanza) || !this.isActing()) continue;
        busy.add(stanza);
        await repository.begin(stanza, type, why);
      }
    }
  }

  /** Undefined while the cluster has no coordinator, which is told by those who watch the groups. */
  private async readLayout(): Promise<LayoutFile | undefined> {
    if (this.layout !== undefined && Date.now() - this.layout.at < LAYOUT_MS) {
      return this.layout.file;
    }
    const { plan, credentials, glance } = this.options;
    const node = (await glance()).groups[0]?.primary?.node;
    if (node === undefined) return undefined;
    const file = await withSession(node, credentials, plan.database, (client) =>
      readLayout(client, plan),
    );
    this.layout = { at: Date.now(), file };
    return file;
  }

  /** The newest point of all repositories. */
  private async recall(): Promise<RestorePoint | undefined> {
    const found = await Promise.all(
      this.repositories.map(({ agent }) => newestPoint(agent).catch(() => undefined)),
    );
    return found.flatMap((point) => point ?? []).sort((one, other) => other.at - one.at)[0];
  }

  /** When the newest point was taken whose rows a repository has, ms. */
  private async newestRows(): Promise<number | undefined> {
    const files = await Promise.all(
      this.repositories.map(({ agent }) => agent.files().catch(() => [])),
    );
    const times = files.flat().flatMap((name) => rowsFileTime(name) ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  private async isHeld(point: RestorePoint): Promise<boolean> {
    const { usable } = this;
    const held = await Promise.all(usable.map((one) => one.holds(point)));
    if (held.includes(true)) return true;
    if (usable.length < this.repositories.length) throw new Error('a repository can not be read');
    return false;
  }

  /** Those that answer and can be read. */
  private get usable(): KeptRepository[] {
    return this.repositories.filter(({ isUsable }) => isUsable);
  }

  /** Changes the catalogues wherever that can be done. @throws Error where it can't anywhere */
  private async inCatalogues(change: (agent: RepositoryAgent) => Promise<void>): Promise<void> {
    const { usable } = this;
    if (usable.length === 0) throw new Error('no repository can be read');
    const done = await Promise.allSettled(usable.map(({ agent }) => change(agent)));
    if (done.some(({ status }) => status === 'fulfilled')) return;
    throw (done[0] as PromiseRejectedResult).reason;
  }

  private explain(failure: string): void {
    if (failure !== this.failure) log('warn', failure);
    this.failure = failure;
  }
}
