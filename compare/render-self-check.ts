import type { JudgedFigure } from './judge';
import { LEAST_FOUND, MOST_VERDICTS, type SelfCheck } from './self-check';
import { formatChange, nameOf } from './words';

/** What a series says of itself, for people. */
export function renderSelfCheck(check: SelfCheck): string {
  const { scenario, runs, runsASide, halves, withVerdict, planted, found } = check;
  const { inTurns, firstToSecond, passed } = check;
  const share = (limit: number): string => `${100 * limit} %`;
  return [
    `${scenario}: ${runs} runs, ${runsASide} a side: ${passed ? 'comparisons of such runs can be trusted' : "comparisons of such runs can't be trusted"}`,
    `  verdict where nothing differs: in ${withVerdict} of ${halves} random halves (at most ${share(MOST_VERDICTS)})`,
    `  ${share(planted)} slower, planted: found in ${found} of ${halves} (at least ${share(LEAST_FOUND)}); more or longer runs find more`,
    `  halves that took turns: ${verdicts(inTurns, 'no verdict')}`,
    `  first half against second: ${verdicts(firstToSecond, 'no verdict, nothing drifted')}${firstToSecond.length > 0 ? '; the machine or the data drifted, so measure in turns' : ''}`,
  ].join('\n');
}

function verdicts(figures: readonly JudgedFigure[], none: string): string {
  if (figures.length === 0) return none;
  return figures
    .map(({ figure, change }) => `${nameOf(figure)} ${formatChange(change)}`)
    .join(', ');
}
