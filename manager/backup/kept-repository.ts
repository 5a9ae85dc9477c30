import type { RepositoryPlan } from '../../topology/backup/backup-plan';
import { log } from '../log';
import type { ArchivedLog, RepositoryState, StanzaState } from './agent-protocol';
import { archiveGaps, type ArchiveGap } from './archive-gaps';
import type { ArchiveWatch, GroupArchive } from './archive-watch';
import type { BackupType, StanzaFacts } from './backup-schedule';
import type { RepositoryView } from './backup-view';
import type { LayoutFile, RestorePoint } from './catalogue';
import { restorableFrom } from './describe-backups';
import { keepLayout } from './layout';
import { outdatedFiles } from './points-catalogue';
import { backupFor } from './reachable';
import type { RepositoryAgent } from './repository-agent';

/** An archive of which nothing is doubted is looked at this often, ms: it is a long list. */
const ARCHIVE_LOOK_MS = 600_000;

/** Points that nobody can go back to are looked for this often, ms. */
const CLEANING_MS = 3_600_000;

interface ArchiveLook {
  readonly at: number;
  readonly log: ArchivedLog;
  /** How the group archived before; undefined where its primary did not answer. */
  readonly before: GroupArchive | undefined;
}

/** One repository: what is in it, as far as it was seen, and how it is kept. */
export class KeptRepository {
  private state: RepositoryState | undefined;
  private silentSince: number | undefined;
  private readonly looks = new Map<string, ArchiveLook>();
  /** Stanzas that are there for certain. */
  private readonly made = new Set<string>();
  private layout: string | undefined;
  private cleanedAt = 0;

  constructor(
    readonly plan: RepositoryPlan,
    readonly agent: RepositoryAgent,
    private readonly watch: ArchiveWatch,
  ) {}

  /** What was seen last. */
  get view(): RepositoryView {
    const { state, silentSince } = this;
    return {
      name: this.plan.name,
      state,
      silentSeconds: silentSince === undefined ? 0 : (Date.now() - silentSince) / 1000,
      gaps: new Map([...this.looks.keys()].map((stanza) => [stanza, this.gapsOf(stanza)])),
    };
  }

  /** Whether it answers and can be read. */
  get isUsable(): boolean {
    return this.silentSince === undefined && this.state?.error === null;
  }

  /** Whether it has a backup of each of them. */
  isComplete(stanzas: readonly string[]): boolean {
    return stanzas.every((stanza) => (this.stanza(stanza)?.backups.length ?? 0) > 0);
  }

  /** Whether backups of a stanza can begin. */
  hasStanza(stanza: string): boolean {
    return this.made.has(stanza);
  }

  /** Whether a stanza has a job. */
  isBusy(stanza: string): boolean {
    return (this.state?.jobs ?? []).some((job) => job.stanza === stanza && job.state === 'runs');
  }

  /** What the schedule asks of a stanza. */
  facts(stanza: string): StanzaFacts {
    const jobs = this.state?.jobs.filter((job) => job.stanza === stanza) ?? [];
    return {
      stanza,
      backups: this.stanza(stanza)?.backups ?? [],
      job: jobs.find(({ state }) => state === 'runs') ?? jobs.find(({ kind }) => kind === 'backup'),
      timeline: this.watch.groups.get(stanza)?.timeline,
      hasOpenGap: this.gapsOf(stanza).some(({ closed }) => !closed),
    };
  }

  /** Sees how it is, and of what its archives lack where that is doubted. */
  async look(stanzas: readonly string[]): Promise<void> {
    try {
      this.state = await this.agent.state();
      this.silentSince = undefined;
    } catch (error) {
      if (this.silentSince === undefined) this.warn('does not answer', error);
      this.silentSince ??= Date.now();
      return;
    }
    if (!this.isUsable) return;
    for (const stanza of stanzas.filter((one) => this.isLookDue(one))) {
      await this.try(`the archive of ${stanza}`, () => this.lookAtArchive(stanza));
    }
  }

  /** Whether all that the primary says is archived was there at the last look. */
  isWhole(stanza: string): boolean {
    const doubtedSince = this.watch.doubtedSince(stanza);
    const look = this.looks.get(stanza);
    if (doubtedSince === undefined) return true;
    if (look?.before === undefined || look.at <= doubtedSince) return false;
    const isSure = !this.watch.isNearLimit(look.before);
    return isSure && this.gapsOf(stanza).every(({ closed }) => closed);
  }

  /** Whether it has all that leads to a point, by a look from now on. */
  async holds({ groups }: RestorePoint): Promise<boolean> {
    for (const point of groups) {
      const log = await this.agent.archive(point.group);
      const histories = await this.agent.histories(point.group);
      const backups = this.stanza(point.group)?.backups ?? [];
      if (typeof backupFor(point, { backups, log, histories }) === 'string') return false;
    }
    return true;
  }

  /** Makes the stanzas that lack, and writes the layout. */
  async prepare(stanzas: readonly string[], layout: LayoutFile): Promise<void> {
    for (const stanza of stanzas) {
      const code = this.stanza(stanza)?.code;
      // Without the stanza, and without its files.
      if (code !== undefined && code !== 1 && code !== 3) {
        this.made.add(stanza);
        continue;
      }
      this.made.delete(stanza);
      await this.try(`stanza ${stanza}`, async () => {
        await this.agent.makeStanza(stanza);
        this.made.add(stanza);
        log('info', 'a stanza was made', { repository: this.plan.name, stanza });
      });
    }
    const content = JSON.stringify(layout);
    if (content === this.layout) return;
    await this.try('the layout', async () => {
      await keepLayout(this.agent, layout);
      this.layout = content;
    });
  }

  /** Begins a backup; the agent refuses where the stanza has a job. */
  async begin(stanza: string, type: BackupType, why: string): Promise<void> {
    await this.try(`a backup of ${stanza}`, async () => {
      if (!(await this.agent.beginBackup(stanza, type))) return;
      log('info', 'a backup begins', { repository: this.plan.name, stanza, type, why });
    });
  }

  /** Removes points before the oldest backups, now and then. */
  async clean(stanzas: readonly string[]): Promise<void> {
    const from = restorableFrom(this.view, stanzas);
    if (from === undefined || Date.now() - this.cleanedAt < CLEANING_MS) return;
    await this.try('outdated restore points', async () => {
      for (const name of outdatedFiles(await this.agent.files(), from * 1000)) {
        await this.agent.removeFile(name);
      }
      this.cleanedAt = Date.now();
    });
  }

  private stanza(name: string): StanzaState | undefined {
    return this.state?.stanzas.find(({ stanza }) => stanza === name);
  }

  private gapsOf(stanza: string): ArchiveGap[] {
    const look = this.looks.get(stanza);
    return look === undefined
      ? []
      : archiveGaps(look.log, this.stanza(stanza)?.backups ?? [], look.before?.next);
  }

  private isLookDue(stanza: string): boolean {
    const look = this.looks.get(stanza);
    const hasBackup = (this.stanza(stanza)?.backups.length ?? 0) > 0;
    const isOld = look === undefined || Date.now() - look.at > ARCHIVE_LOOK_MS;
    return hasBackup && (isOld || this.watch.doubtedSince(stanza) !== undefined);
  }

  private async lookAtArchive(stanza: string): Promise<void> {
    const [at, before] = [Date.now(), this.watch.groups.get(stanza)];
    this.looks.set(stanza, { at, before, log: await this.agent.archive(stanza) });
  }

  /** What fails is tried again in the next round. */
  private async try(what: string, run: () => Promise<void>): Promise<void> {
    await run().catch((error: unknown) => {
      this.warn(`${what} failed`, error);
    });
  }

  private warn(what: string, error: unknown): void {
    log('warn', `repository: ${what}`, {
      ...{ repository: this.plan.name, error: (error as Error).message },
    });
  }
}
