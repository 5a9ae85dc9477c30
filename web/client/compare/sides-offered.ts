import type { ResultLine } from '../../api/results';
import { counted, formatMoment } from '../base/format';

/** Something that can be a side of a comparison. */
export interface OfferedSide {
  /** As the comparison takes it. */
  readonly side: string;
  readonly words: string;
}

/** Single runs that are offered; a longer list helps nobody. */
const MOST_RUNS = 100;

/** What can be compared: tags first, then series, then runs, newest first. */
export function sidesOffered(lines: readonly ResultLine[]): OfferedSide[] {
  const measured = lines.filter(({ figures }) => figures !== null);
  const tags = grouped(measured, ({ tags: words }) => words);
  const series = grouped(measured, ({ series_id: id }) => (id === null ? [] : [id]));
  return [
    ...[...tags].map(([tag, runs]) => ({
      side: `tag:${tag}`,
      words: `${counted(runs.length, 'run')} of ${scenariosOf(runs)}`,
    })),
    ...[...series]
      .filter(([, runs]) => runs.length > 1)
      .map(([id, runs]) => ({
        side: id,
        words: `series of ${runs.length}: ${scenariosOf(runs)} on ${runs[0]?.stack ?? ''}`,
      })),
    ...measured.slice(0, MOST_RUNS).map(({ id, scenario, stack, started_at: startedAt }) => ({
      side: id,
      words: `${scenario ?? ''} on ${stack ?? ''}, ${formatMoment(startedAt)}`,
    })),
  ];
}

function grouped(
  lines: readonly ResultLine[],
  keys: (line: ResultLine) => readonly string[],
): Map<string, ResultLine[]> {
  const groups = new Map<string, ResultLine[]>();
  for (const line of lines) {
    for (const key of keys(line)) groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

function scenariosOf(runs: readonly ResultLine[]): string {
  return [...new Set(runs.map(({ scenario }) => scenario))].join(', ');
}
