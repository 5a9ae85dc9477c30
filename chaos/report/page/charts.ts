import type uPlot from 'uplot';
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
  TROUBLE_COLOUR,
} from '../../../report/page/colours';
import { eventMarks } from '../../../report/page/event-marks';
import { formatNumber } from '../../../report/page/format';
import type { ChaosTimeseries, SecondTally } from '../../../results/chaos-result';

interface ChartLine {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
  readonly dashed?: boolean;
}

const trouble = ({ failed, unknown, dropped }: SecondTally): number => failed + unknown + dropped;

function drawLines(
  element: HTMLElement,
  { seconds, events }: ChaosTimeseries,
  lines: readonly ChartLine[],
): uPlot {
  return draw(
    element,
    {
      plugins: [eventMarks(events)],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [secondsAxis(), axis(formatNumber, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        ...lines.map(({ label, colour, dashed }) =>
          line(label, colour, formatNumber, dashed ? { dash: [4, 4] } : {}),
        ),
      ],
    },
    [seconds.map(({ t_s }) => t_s), ...lines.map(({ values }) => [...values])],
  );
}

/** Acknowledged writes of each group by second, and all that were not. */
export function drawWrites(element: HTMLElement, series: ChaosTimeseries): uPlot {
  const { seconds } = series;
  const groups = Object.keys(seconds[0]?.writes ?? {});
  return drawLines(element, series, [
    ...groups.map((group, i) => ({
      label: group === '0' ? 'writes' : `worker ${group}`,
      colour: inTheme(operationColour(i)),
      values: seconds.map(({ writes }) => writes[group]?.acked ?? 0),
    })),
    {
      label: 'not acknowledged',
      colour: inTheme(TROUBLE_COLOUR),
      values: seconds.map(({ writes }) =>
        Object.values(writes).reduce((sum, tally) => sum + trouble(tally), 0),
      ),
      dashed: true,
    },
  ]);
}

/** Answered reads of each endpoint by second, and all that were not. */
export function drawReads(element: HTMLElement, series: ChaosTimeseries): uPlot {
  const { seconds } = series;
  return drawLines(element, series, [
    {
      label: 'at the write endpoint',
      colour: inTheme(CLASS_COLOUR.write),
      values: seconds.map(({ reads }) => reads.write.acked),
    },
    {
      label: 'at the read endpoint',
      colour: inTheme(CLASS_COLOUR.read),
      values: seconds.map(({ reads }) => reads.read.acked),
    },
    {
      label: 'not answered',
      colour: inTheme(TROUBLE_COLOUR),
      values: seconds.map(({ reads }) => trouble(reads.write) + trouble(reads.read)),
      dashed: true,
    },
  ]);
}
