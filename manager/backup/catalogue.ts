/** Where one group stood at a restore point. */
export interface GroupPoint {
  /** Name of the group, which is its stanza's. */
  readonly group: string;
  readonly timeline: number;
  /** `0/3000148` */
  readonly lsn: string;
  /** The log file that holds it. */
  readonly segment: string;
}

/** A moment that every group can be restored to: its log is archived up to there everywhere. */
export interface RestorePoint {
  /** Unique; PostgreSQL's name of it in every group's log. */
  readonly name: string;
  /** When it was taken, ms since the Unix epoch, by the clock of the manager that did. */
  readonly at: number;
  /** Between the first group's point and the last one's, ms. */
  readonly widthMs: number;
  readonly groups: readonly GroupPoint[];
}

/** Points of an hour, the file `points-2026-11-27t22.json` of the catalogue (UTC). */
export interface PointsFile {
  readonly version: 1;
  readonly points: readonly RestorePoint[];
}

/** What was backed up, the file `layout.json`: a restore into something else is refused. */
export interface LayoutFile {
  readonly version: 1;
  readonly stack: string;
  readonly engine: 'citus' | 'native';
  /** Names in order, the coordinator first. */
  readonly groups: readonly string[];
  readonly database: string;
  /** PostgreSQL's number, 170012, and Citus's version; null with engine native. */
  readonly postgres: number;
  readonly citus: string | null;
  /** Keys of the stack's file by which another one is made like it; absent where an older version wrote it. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Name of the file that holds the points of that time, ms since the Unix epoch. */
export function pointsFileOf(at: number): string {
  const hour = new Date(at).toISOString().slice(0, 13).toLowerCase();
  return `points-${hour}.json`;
}

/** Name of the file of {@link LayoutFile}. */
export const LAYOUT_FILE = 'layout.json';
