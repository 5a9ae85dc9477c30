import type uPlot from 'uplot';
import type { RunEvent } from '../../results/metrics';
import {
  AXIS_WIDTH,
  axis,
  draw,
  line,
  secondsAxis,
  secondsSeries,
  type Format,
} from './chart-parts';
import { inTheme, type Colour } from './colours';
import { eventMarks } from './event-marks';

/** A figure by second. */
export interface SecondsLine {
  readonly label: string;
  readonly colour: Colour;
  readonly values: readonly (number | null)[];
  /** How it is drawn besides. */
  readonly more?: uPlot.Series;
}

/** How a line is drawn that counts what went wrong. */
export const DASHED: uPlot.Series = { dash: [4, 4] };

/** Draws lines by second from zero up, with marks of what happened to the cluster meanwhile. */
export function drawSeconds(
  element: HTMLElement,
  run: {
    readonly seconds: readonly { readonly t_s: number }[];
    readonly events: readonly RunEvent[];
  },
  format: Format,
  lines: readonly SecondsLine[],
): uPlot {
  return draw(
    element,
    {
      plugins: [eventMarks(run.events)],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [secondsAxis(), axis(format, { size: AXIS_WIDTH })],
      series: [
        secondsSeries,
        ...lines.map(({ label, colour, more }) => line(label, inTheme(colour), format, more)),
      ],
    },
    [run.seconds.map(({ t_s }) => t_s), ...lines.map(({ values }) => [...values])],
  );
}
