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
import { formatNumber } from '../../report/page/format';
import { drawPercentiles } from '../../benchmark/report/page/percentile-chart';
import type { ScenarioData } from '../page-data';

const CLASS_LABEL = { read: 'reads', spatial: 'spatial reads', write: 'writes' } as const;

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

/** Latency by percentile over all runs of a side, a line a class. */
export function drawDistribution(element: HTMLElement, data: ScenarioData): uPlot {
  const { sides, positions, curves } = data;
  const lines = curves.map(({ side, class: name, y }) => ({
    label: `${sides[side] ?? ''}, ${CLASS_LABEL[name]}`,
    colour: colourOf(side),
    class: name,
    y,
  }));
  return drawPercentiles(element, positions, lines);
}
