import type { SampleSummary } from './statistics/sample-summary';

const WIDTH = 180;
const ROW = 13;
const MARGIN = 6;

/**
 * Two samples on one scale as an SVG image: a dot a run, a bar for the median, and a line for its
 * interval; the baseline above. The scale goes from the smallest value to the largest.
 *
 * @param place of the other side among all, which gives it its colour
 */
export function stripPlot(baseline: SampleSummary, other: SampleSummary, place: number): string {
  const values = [...baseline.values, ...other.values];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (value: number): string =>
    (most === least
      ? WIDTH / 2
      : MARGIN + ((value - least) / (most - least)) * (WIDTH - 2 * MARGIN)
    ).toFixed(1);
  const row = (summary: SampleSummary, line: number, side: number): string => {
    const { values, median, interval } = summary;
    const y = ROW * (line + 0.5);
    const range =
      interval === null
        ? ''
        : `<path d="M${x(interval.low)} ${y}H${x(interval.high)}" stroke-opacity=".45"/>`;
    const dots = values.map((value) => `<circle cx="${x(value)}" cy="${y}" r="2.5"/>`).join('');
    return `<g class="side-${side}">${range}${dots}<path d="M${x(median)} ${y - 6}V${y + 6}" stroke-width="2"/></g>`;
  };
  return `<svg class="strip" width="${WIDTH}" height="${2 * ROW}" viewBox="0 0 ${WIDTH} ${2 * ROW}" aria-hidden="true">${row(baseline, 0, 0)}${row(other, 1, place)}</svg>`;
}
