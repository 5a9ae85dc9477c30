import type uPlot from 'uplot';
import type { PageData } from '../page-data';
import {
  AXIS_WIDTH,
  axis,
  draw,
  line,
  secondsAxis,
  secondsSeries,
} from '../../../report/page/chart-parts';
import {
  CLASS_COLOUR,
  inTheme,
  operationColour,
  PERCENTILE_COLOUR,
  TROUBLE_COLOUR,
} from '../../../report/page/colours';
import { eventMarks } from '../../../report/page/event-marks';
import {
  formatMebibytes,
  formatMs,
  formatNumber,
  formatPercent,
} from '../../../report/page/format';
import { drawPercentiles } from './percentile-chart';

/** Operations, errors and dropped arrivals by second. */
export function drawThroughput(element: HTMLElement, { seconds, events }: PageData): uPlot {
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
      plugins: [eventMarks(events)],
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
export function drawLatency(element: HTMLElement, { seconds, events }: PageData): uPlot {
  return draw(
    element,
    {
      plugins: [eventMarks(events)],
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

/** Latency by percentile, a line an operation. */
export function drawDistribution(element: HTMLElement, { positions, curves }: PageData): uPlot {
  const lines = curves.map((curve, i) => ({
    label: curve.name,
    colour: inTheme(operationColour(i)),
    class: curve.class,
    y: curve.y,
  }));
  return drawPercentiles(element, positions, lines);
}

/** CPU by container and second, in percent of one core. */
export function drawContainers(element: HTMLElement, data: PageData): uPlot {
  const { seconds, events, containers } = data;
  return draw(
    element,
    {
      plugins: [eventMarks(events)],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [secondsAxis(), axis(formatPercent, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        ...containers.map(({ name }, i) =>
          line(name, inTheme(operationColour(i)), formatPercent, { points: { show: false } }),
        ),
      ],
    },
    [seconds.map(({ t_s }) => t_s), ...containers.map(({ cpu }) => [...cpu])],
  );
}

/** Memory of k6 and of the benchmark's own process by second. */
export function drawGenerator(element: HTMLElement, data: PageData): uPlot {
  const { seconds, events, generator } = data;
  return draw(
    element,
    {
      plugins: [eventMarks(events)],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [secondsAxis(), axis(formatMebibytes, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        line('k6', inTheme(operationColour(0)), formatMebibytes, { points: { show: false } }),
        line("the benchmark's process", inTheme(operationColour(1)), formatMebibytes, {
          points: { show: false },
        }),
      ],
    },
    [
      seconds.map(({ t_s }) => t_s),
      inMebibytes(generator?.k6_memory_bytes),
      inMebibytes(generator?.runner_memory_bytes),
    ],
  );
}

function inMebibytes(bytes: readonly (number | null)[] = []): (number | null)[] {
  return bytes.map((value) => (value === null ? null : value / 2 ** 20));
}
