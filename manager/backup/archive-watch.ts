import type { Client } from 'pg';
import { forEachAtOnce } from '../at-once';
import { log } from '../log';
import type { KeptSessions } from '../sessions/kept-sessions';
import { LOG_FILE_BYTES, timelineOf } from './log-files';
import type { GroupPrimary } from './restore-point';

/** How a group archives, as its primary tells. */
export interface GroupArchive {
  /** Whether log is archived at all: a node that has yet to restart for it does not. */
  readonly isOn: boolean;
  /** Timeline of the primary. */
  readonly timeline: number;
  /** Name of the first log file that is not archived: one that waits, or the one that is written to. */
  readonly next: string;
  /** Log files that wait, and since when the first of them does, s; null where none does. */
  readonly waiting: number;
  readonly lagSeconds: number | null;
  /** Since when archiving fails though something waits, s; null where it last succeeded. */
  readonly failingSeconds: number | null;
}

/**
 * A file waits from the moment at which it is complete until it has been archived. What is written is read
 * rather than what is inserted: a complete file waits before the next one is told of. Of a position between
 * two files, PostgreSQL names one or the other, by its version.
 */
const ARCHIVE = `
  SELECT current_setting('archive_mode') <> 'off' AS "isOn",
    pg_walfile_name(pg_current_wal_lsn() + 1) AS current,
    w.next, w.waiting, extract(epoch FROM now() - w.since)::float8 AS "lagSeconds",
    CASE WHEN a.last_failed_time > coalesce(a.last_archived_time, a.stats_reset)
      THEN extract(epoch FROM now() - greatest(a.last_archived_time, w.since)) END::float8
      AS "failingSeconds"
  FROM pg_stat_archiver a, (
    SELECT left(min(name), 24) AS next, count(*)::integer AS waiting, min(modification) AS since
    FROM pg_ls_archive_statusdir() WHERE name ~ '^[0-9A-F]{24}\\.ready$') w`;

/** Reads how the group of a primary archives. */
async function readArchive(client: Client): Promise<GroupArchive> {
  interface Row extends Omit<GroupArchive, 'timeline' | 'next'> {
    readonly current: string;
    readonly next: string | null;
  }
  const { rows } = await client.query<Row>(ARCHIVE);
  const [row] = rows;
  if (row === undefined) throw new Error('pg_stat_archiver has no row');
  const { current, next, ...archive } = row;
  return { ...archive, timeline: timelineOf(current), next: next ?? current };
}

/** Whether a log file is archived, as far as the primary knows, that was complete before this was seen. */
export function isArchived({ timeline, next }: GroupArchive, segment: string): boolean {
  return timelineOf(segment) === timeline && next > segment;
}

/**
 * Sees how the groups archive. Nothing waits for it: the log of a primary whose archive does not answer
 * stays on its disk.
 */
export class ArchiveWatch {
  /** What was seen last, by the group's name; a primary that did not answer is left out. */
  groups: ReadonlyMap<string, GroupArchive> = new Map();
  /** When the word of a group that a file is archived ceased to be enough, ms, by its name. */
  private readonly doubts = new Map<string, number>();

  /** @param mostBytes of log that may wait before it is given up */
  constructor(private readonly mostBytes: number) {}

  /** Asks the primaries. */
  async look(sessions: KeptSessions, primaries: readonly GroupPrimary[]): Promise<void> {
    const seen = new Map<string, GroupArchive>();
    await forEachAtOnce(primaries, async ({ group: { name }, node }) => {
      try {
        seen.set(name, await sessions.ask(node, readArchive));
      } catch (error) {
        log('warn', 'how a node archives can not be seen', {
          ...{ node: node.name, error: String(error) },
        });
      }
    });
    for (const [name, archive] of seen) {
      const isSame = this.groups.get(name)?.timeline === archive.timeline;
      if (!isSame || this.isNearLimit(archive)) this.doubts.set(name, Date.now());
    }
    this.groups = seen;
  }

  /**
   * Since when the word of a group that a file is archived is not enough, ms: another primary leads it, or
   * nobody looked before, or so much waited that some of it may have been given up. Undefined where it is.
   */
  doubtedSince(group: string): number | undefined {
    return this.doubts.get(group);
  }

  /** All that a group says is archived has been seen in the archive. */
  trust(group: string): void {
    this.doubts.delete(group);
  }

  /** Half of what is given up: that happens between two looks. */
  isNearLimit({ waiting }: GroupArchive): boolean {
    return waiting * LOG_FILE_BYTES * 2 > this.mostBytes;
  }

  /** Nobody looks any more. */
  forget(): void {
    this.groups = new Map();
  }
}
