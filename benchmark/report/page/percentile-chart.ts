import type uPlot from 'uplot';
import { AXIS_WIDTH, axis, draw, line } from '../../../report/page/chart-parts';
import { formatMs, formatPercentile } from '../../../report/page/format';

/** Percentiles that the axis names. */
const TICKS = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999].map((quantile) => -Math.log10(1 - quantile));

/** Dashes of each class. */
const DASHES = { read: [], spatial: [8, 4], write: [2, 3] } as const;

/** One line of the chart. */
export interface PercentileCurve {
  readonly label: string;
  readonly colour: string;
  readonly class: keyof typeof DASHES;
  /** Latency at each position, ms. */
  readonly y: readonly (number | null)[];
}

/**
 * Latency by percentile; both axes logarithmic.
 *
 * @param positions of the percentiles: -log10(1 - quantile), ascending
 */
export function drawPercentiles(
  element: HTMLElement,
  positions: readonly number[],
  curves: readonly PercentileCurve[],
): uPlot {
  const end = positions.at(-1) ?? 1;
  return draw(
    element,
    {
      scales: { x: { time: false, range: [0, end] }, y: { distr: 3 } },
      axes: [
        axis((position) => formatPercentile(position ?? 0), {
          splits: () => TICKS.filter((tick) => tick <= end),
        }),
        axis(formatMs, { size: AXIS_WIDTH }),
      ],
      series: [
        {
          label: 'percentile',
          value: (_, position: number | null) =>
            position === null ? '–' : formatPercentile(position),
        },
        ...curves.map(({ label, colour, class: name }) =>
          line(label, colour, formatMs, { dash: [...DASHES[name]], points: { show: false } }),
        ),
      ],
    },
    [[...positions], ...curves.map(({ y }) => [...y])],
  );
}
