import uPlot from 'uplot';
import type { PageData } from '../page-data';
import {
  CLASS_COLOUR,
  inTheme,
  operationColour,
  PERCENTILE_COLOUR,
  styleColour,
  TROUBLE_COLOUR,
} from './colours';
import { formatMs, formatNumber, formatPercentile } from './format';

const HEIGHT = 260;

/** Room for the labels of a vertical axis, pixels. */
const AXIS_WIDTH = 64;

/** Dashes of each class in the distribution. */
const DASHES = { read: [], spatial: [8, 4], write: [2, 3] } as const;

/** Percentiles that the distribution's axis names. */
const TICKS = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999].map((quantile) => -Math.log10(1 - quantile));

type Format = (value: number | null | undefined) => string;

function axis(format: Format, more: uPlot.Axis = {}): uPlot.Axis {
  const line = { stroke: styleColour('--grid'), width: 1 };
  return {
    stroke: styleColour('--muted'),
    grid: line,
    ticks: line,
    values: (_, splits) =>
      splits.map((value) => (value === null ? null : format(value))) as string[],
    ...more,
  };
}

function line(
  label: string,
  colour: string,
  format: Format,
  more: uPlot.Series = {},
): uPlot.Series {
  return {
    label,
    stroke: colour,
    width: 2,
    points: { size: 5 },
    value: (_, value: number | null) => format(value),
    ...more,
  };
}

function draw(
  element: HTMLElement,
  options: Omit<uPlot.Options, 'width' | 'height'>,
  data: uPlot.AlignedData,
): uPlot {
  const chart = new uPlot(
    { width: element.clientWidth, height: HEIGHT, cursor: { y: false }, ...options },
    data,
    element,
  );
  return chart;
}

const secondsAxis = (): uPlot.Axis =>
  axis(formatNumber, { values: (_, splits) => splits.map((second) => `${second} s`) });

const secondsSeries: uPlot.Series = {
  label: 'second',
  value: (_, value: number | null) => (value === null ? '–' : `${value} s`),
};

/** Operations, errors and dropped arrivals by second. */
export function drawThroughput(element: HTMLElement, { seconds }: PageData): uPlot {
  const has = (values: readonly number[]): boolean => values.some((value) => value > 0);
  const lines = [
    { label: 'reads', colour: CLASS_COLOUR.read, values: seconds.map(({ ops }) => ops.read) },
    {
      label: 'spatial reads among them',
      colour: CLASS_COLOUR.spatial,
      values: seconds.map(({ ops }) => ops.spatial),
    },
    { label: 'writes', colour: CLASS_COLOUR.write, values: seconds.map(({ ops }) => ops.write) },
    { label: 'errors', colour: TROUBLE_COLOUR, values: seconds.map(({ errors }) => errors) },
    { label: 'dropped', colour: TROUBLE_COLOUR, values: seconds.map(({ dropped }) => dropped) },
  ].filter(({ values }) => has(values));
  return draw(
    element,
    {
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [secondsAxis(), axis(formatNumber, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        ...lines.map(({ label, colour }) =>
          line(label, inTheme(colour), formatNumber, label === 'dropped' ? { dash: [4, 4] } : {}),
        ),
      ],
    },
    [seconds.map(({ t_s }) => t_s), ...lines.map(({ values }) => values)],
  );
}

/** Latency of all statements by second, on a logarithmic axis. */
export function drawLatency(element: HTMLElement, { seconds }: PageData): uPlot {
  return draw(
    element,
    {
      scales: { x: { time: false }, y: { distr: 3 } },
      axes: [secondsAxis(), axis(formatMs, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        line('p50', inTheme(PERCENTILE_COLOUR.p50), formatMs),
        line('p99', inTheme(PERCENTILE_COLOUR.p99), formatMs),
      ],
    },
    [seconds.map(({ t_s }) => t_s), seconds.map(({ p50 }) => p50), seconds.map(({ p99 }) => p99)],
  );
}

/** Latency by percentile, a line an operation, both axes logarithmic. */
export function drawDistribution(element: HTMLElement, { positions, curves }: PageData): uPlot {
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
        ...curves.map((curve, i) =>
          line(curve.name, inTheme(operationColour(i)), formatMs, {
            dash: [...DASHES[curve.class]],
            points: { show: false },
          }),
        ),
      ],
    },
    [[...positions], ...curves.map(({ y }) => [...y])],
  );
}
