import { pointsFileOf, type PointsFile, type RestorePoint } from './catalogue';
import { rehearsalFiles } from './proofs/rehearsal';
import { rowsFileTime } from './proofs/row-proof';
import type { RepositoryAgent } from './repository-agent';

const HOUR_MS = 3_600_000;
/** Names of files that hold points, with their day and hour (UTC). */
export const POINTS_FILE = /^points-(\d{4}-\d\d-\d\d)t(\d\d)\.json$/;

/** Rehearsals that are kept, the newest ones. */
const KEPT_REHEARSALS = 50;

/** Files of a repository's catalogue. */
type Catalogue = Pick<RepositoryAgent, 'files' | 'readFile' | 'writeFile'>;

/** Enters a point in a repository's catalogue; one that stands there already changes nothing. */
export async function enterPoint(agent: Catalogue, point: RestorePoint): Promise<void> {
  const name = pointsFileOf(point.at);
  const points = await readPoints(agent, name);
  if (points.some((one) => one.name === point.name)) return;
  const file: PointsFile = { version: 1, points: [...points, point] };
  await agent.writeFile(name, `${JSON.stringify(file)}\n`);
}

/** The newest point of a repository; undefined where there is none. */
export async function newestPoint(agent: Catalogue): Promise<RestorePoint | undefined> {
  const names = (await agent.files()).filter((name) => POINTS_FILE.test(name)).sort();
  const last = names.at(-1);
  return last === undefined ? undefined : (await readPoints(agent, last)).at(-1);
}

/**
 * Files of the catalogue whose points nobody can go back to any more, and rehearsals of long ago.
 *
 * @param from earliest moment that can be restored, ms since the Unix epoch
 */
export function outdatedFiles(names: readonly string[], from: number): string[] {
  const past = names.filter((name) => {
    const [, day, hour] = POINTS_FILE.exec(name) ?? [];
    if (day === undefined) return (rowsFileTime(name) ?? from) < from;
    return Date.parse(`${day}T${hour}:00:00Z`) + HOUR_MS <= from;
  });
  return [...past, ...rehearsalFiles(names).slice(KEPT_REHEARSALS)];
}

async function readPoints(agent: Catalogue, name: string): Promise<readonly RestorePoint[]> {
  const content = await agent.readFile(name);
  return content === undefined ? [] : (JSON.parse(content) as PointsFile).points;
}
