import type uPlot from 'uplot';
import {
  AXIS_WIDTH,
  axis,
  draw,
  line,
  secondsAxis,
  secondsSeries,
} from '../../report/page/chart-parts';
import { inTheme, operationColour } from '../../report/page/colours';
import { formatMs, formatNumber, formatPercentile } from '../../report/page/format';
import type { ScenarioData } from '../page-data';

/** Dashes of each class. */
const DASHES = { read: [], spatial: [8, 4], write: [2, 3] } as const;
const CLASS_LABEL = { read: 'reads', spatial: 'spatial reads', write: 'writes' } as const;

/** Percentiles that the axis names. */
const TICKS = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999].map((quantile) => -Math.log10(1 - quantile));

/** Opacity of the room between the least and the most of a side's runs, as two hex digits. */
const BAND_OPACITY = '26';

/** From 0 up. */
const fromZero: uPlot.Scale.Range = (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.08)];

const colourOf = (side: number): string => inTheme(operationColour(side));

/** Operations by second: a side's middle run, and the room between its least and its most. */
export function drawThroughput(element: HTMLElement, data: ScenarioData): uPlot {
  const { sides, seconds, throughput } = data;
  // The style sheet leaves the edges out of the legend.
  const edge = { width: 0, points: { show: false }, class: 'edge' };
  const rate = (value: number | null | undefined): string =>
    value == null ? '–' : formatNumber(Math.round(value));
  return draw(
    element,
    {
      scales: { x: { time: false }, y: { range: fromZero } },
      axes: [secondsAxis(), axis(formatNumber, { size: AXIS_WIDTH })],
      // Each side: middle, most, least.
      bands: sides.map((_, i) => ({
        series: [3 * i + 2, 3 * i + 3] as [number, number],
        fill: `${colourOf(i)}${BAND_OPACITY}`,
      })),
      series: [
        secondsSeries,
        ...sides.flatMap((label, i) => [
          line(label, colourOf(i), rate, { points: { show: false } }),
          line(`${label}, most`, colourOf(i), rate, edge),
          line(`${label}, least`, colourOf(i), rate, edge),
        ]),
      ],
    },
    [
      [...seconds],
      ...throughput.flatMap(({ middle, most, least }) => [[...middle], [...most], [...least]]),
    ],
  );
}

/** The throughput of each run in the order of time, which shows a drift and who took turns. */
export function drawRuns(element: HTMLElement, { sides, runs }: ScenarioData): uPlot {
  const numbers = (runs[0] ?? []).map((_, i) => i + 1);
  return draw(
    element,
    {
      scales: {
        x: { time: false, range: [0.5, numbers.length + 0.5] },
      },
      axes: [
        axis(formatNumber, { splits: () => numbers, grid: { show: false } }),
        axis(formatNumber, { size: AXIS_WIDTH }),
      ],
      series: [
        { label: 'run', value: (_, value: number | null) => formatNumber(value) },
        ...sides.map((label, i) =>
          line(label, colourOf(i), (value) => formatNumber(value && Math.round(value)), {
            width: 0,
            points: { show: true, size: 9, fill: colourOf(i) },
          }),
        ),
      ],
    },
    [numbers, ...runs.map((values) => [...values])],
  );
}

/** Latency by percentile over all runs of a side, a line a class; both axes logarithmic. */
export function drawDistribution(element: HTMLElement, data: ScenarioData): uPlot {
  const { sides, positions, curves } = data;
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
        ...curves.map(({ side, class: name }) =>
          line(`${sides[side] ?? ''}, ${CLASS_LABEL[name]}`, colourOf(side), formatMs, {
            dash: [...DASHES[name]],
            points: { show: false },
          }),
        ),
      ],
    },
    [[...positions], ...curves.map(({ y }) => [...y])],
  );
}
