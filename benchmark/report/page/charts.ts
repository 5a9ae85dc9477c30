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
import { DASHED, drawSeconds } from '../../../report/page/seconds-chart';
import { drawPercentiles } from './percentile-chart';

/** How a line is drawn that has a value each second. */
const WITHOUT_POINTS: uPlot.Series = { points: { show: false } };

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
    {
      label: 'dropped',
      colour: TROUBLE_COLOUR,
      values: seconds.map(({ dropped }) => dropped),
      more: DASHED,
    },
  ].filter(({ values }) => has(values));
  return drawSeconds(element, { seconds, events }, formatNumber, lines);
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
  const lines = data.containers.map(({ name, cpu }, i) => ({
    ...{ label: name, colour: operationColour(i), values: cpu, more: WITHOUT_POINTS },
  }));
  return drawSeconds(element, data, formatPercent, lines);
}

/** Memory of k6 and of the benchmark's own process by second. */
export function drawGenerator(element: HTMLElement, data: PageData): uPlot {
  const { k6_memory_bytes, runner_memory_bytes } = data.generator ?? {};
  const lines = [
    { label: 'k6', values: inMebibytes(k6_memory_bytes) },
    { label: "the benchmark's process", values: inMebibytes(runner_memory_bytes) },
  ].map((one, i) => ({ ...one, colour: operationColour(i), more: WITHOUT_POINTS }));
  return drawSeconds(element, data, formatMebibytes, lines);
}

function inMebibytes(bytes: readonly (number | null)[] = []): (number | null)[] {
  return bytes.map((value) => (value === null ? null : value / 2 ** 20));
}
