import type { BackupSchedule } from '../../topology/backup/backup-config';
import type { BackupJob, BaseBackup } from './agent-protocol';
import { timelineOf } from './log-files';

/** Kinds of base backups, the one that holds most first. */
export const BACKUP_TYPES = ['full', 'diff', 'incr'] as const;

/** One of {@link BACKUP_TYPES}. */
export type BackupType = (typeof BACKUP_TYPES)[number];

/** What is known of one stanza in one repository. */
export interface StanzaFacts {
  readonly stanza: string;
  readonly backups: readonly BaseBackup[];
  /** The backup under way, or the last one. */
  readonly job: BackupJob | undefined;
  /** Timeline of the group's primary; undefined where it does not answer. */
  readonly timeline: number | undefined;
  /** Whether its log has a hole that no backup leads past. */
  readonly hasOpenGap: boolean;
}

/** A backup that is to begin. */
export interface DueBackup {
  readonly stanza: string;
  readonly type: BackupType;
  /** In words, for the log. */
  readonly why: string;
}

const HOUR_S = 3600;

/** Between two tries of a backup that fails, s: as long as the try took, within these. */
const LEAST_WAIT_S = 30;
const MOST_WAIT_S = 3600;

/**
 * Backups that are due in one repository. One is a set over all stanzas: where a kind is due for one of
 * them, all others whose own is older than half the time between two are taken along, so that they stay
 * together. What one group alone needs, after a failover for instance, it gets alone.
 *
 * @param now Unix time, s
 */
export function dueBackups(
  stanzas: readonly StanzaFacts[],
  schedule: BackupSchedule,
  now: number,
): DueBackup[] {
  const due = new Map<string, DueBackup>();
  const add = (stanza: string, type: BackupType, why: string): void => {
    if (!due.has(stanza)) due.set(stanza, { stanza, type, why });
  };
  const hours = { full: schedule.full, diff: schedule.differential, incr: schedule.incremental };
  for (const { stanza, backups } of stanzas) {
    if (newestStart(backups, 'full') === undefined) add(stanza, 'full', 'there is none yet');
  }
  for (const type of BACKUP_TYPES) {
    const every = hours[type] * HOUR_S;
    const isOlder = (facts: StanzaFacts, age: number): boolean =>
      now - (newestStart(facts.backups, type) ?? now) >= age;
    if (every === 0 || !stanzas.some((facts) => isOlder(facts, every))) continue;
    for (const facts of stanzas) {
      if (isOlder(facts, every / 2)) add(facts.stanza, type, `one is due every ${hours[type]} h`);
    }
  }
  for (const { stanza, backups, timeline, hasOpenGap } of stanzas) {
    if (hasOpenGap) add(stanza, 'incr', 'the archive has a hole');
    const newest = newestOf(backups);
    if (newest === undefined || timeline === undefined) continue;
    if (timelineOf(newest.archiveStop) < timeline) {
      add(stanza, 'incr', 'the group has another primary');
    }
  }
  return [...due.values()].filter(({ stanza }) => {
    const job = stanzas.find((facts) => facts.stanza === stanza)?.job;
    return job === undefined || mayFollow(job, now);
  });
}

/** The backup that began last, of any kind. */
export function newestOf(backups: readonly BaseBackup[]): BaseBackup | undefined {
  return [...backups].sort((one, other) => other.start - one.start)[0];
}

/** When the newest backup began that holds as much as one of this kind, Unix time, s. */
export function newestStart(backups: readonly BaseBackup[], type: BackupType): number | undefined {
  const rank = BACKUP_TYPES.indexOf(type);
  return newestOf(backups.filter((one) => BACKUP_TYPES.indexOf(one.type) <= rank))?.start;
}

/** Whether another backup may begin after this one. */
function mayFollow({ state, start, stop }: BackupJob, now: number): boolean {
  if (state === 'runs') return false;
  if (state !== 'failed' || stop === null) return true;
  return now - stop >= Math.min(MOST_WAIT_S, Math.max(LEAST_WAIT_S, stop - start));
}
