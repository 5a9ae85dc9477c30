import { failedChecks, type Rehearsal } from '../../manager/backup/proofs/rehearsal';
import { formatMoment } from '../../running/backup/moment';
import { formatDuration } from '../../words/duration';
import { textTable } from '../../words/text-table';

/** Findings of a check that are printed, the first ones. */
const PRINTED = 5;

/** What a rehearsal has found, as a table and a last line with the verdict. */
export function rehearsalLines(stack: string, rehearsal: Rehearsal): string {
  const { point, rowsMs, standbysMs, totalMs, checks } = rehearsal;
  const times: [string, number | null][] = [
    ['rows can be read after', rowsMs],
    ['standbys are back after', standbysMs],
    ['all is checked after', totalMs],
  ];
  const told = times.flatMap(([what, ms]) => (ms === null ? [] : [[what, formatDuration(ms)]]));
  const found = checks.map(({ check, result, findings, ms }) => [
    ...[check, result, formatDuration(ms)],
    [
      ...findings.slice(0, PRINTED),
      ...(findings.length > PRINTED ? [`and ${findings.length - PRINTED} more`] : []),
    ].join('; '),
  ]);
  return [
    textTable(['restore', 'time'], told),
    textTable(['check', 'result', 'time', ''], found),
    `restore of stack "${stack}"${point === null ? '' : ` to ${point.name} of ${formatMoment(point.at)}`}: ${verdictText(rehearsal)}`,
  ].join('\n\n');
}

/** `proved`, with what was left out, or `failed` with what did. */
export function verdictText(rehearsal: Pick<Rehearsal, 'verdict' | 'checks'>): string {
  const { verdict, checks } = rehearsal;
  if (verdict === 'failed') return `failed: ${failedChecks(rehearsal).join('; ')}`;
  const left = checks.filter(({ result }) => result === 'left out').map(({ check }) => check);
  return left.length === 0 ? 'proved' : `proved but for ${left.join(', ')}, left out`;
}
