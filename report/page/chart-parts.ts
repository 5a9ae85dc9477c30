import uPlot from 'uplot';
import { styleColour } from './colours';
import { formatNumber } from './format';
import { legendKeys } from './legend-keys';

const HEIGHT = 260;

/** Room for the labels of a vertical axis, pixels. */
export const AXIS_WIDTH = 64;

/** A value as text. */
export type Format = (value: number | null | undefined) => string;

/** An axis in the page's colours. */
export function axis(format: Format, more: uPlot.Axis = {}): uPlot.Axis {
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

/** A line of a chart. */
export function line(
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

/** What a chart is drawn by; it is as wide as its element. */
export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'> & { readonly height?: number };

/** Draws a chart as wide as its element. */
export function draw(
  element: HTMLElement,
  { plugins = [], ...options }: ChartOptions,
  data: uPlot.AlignedData,
): uPlot {
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      cursor: { y: false },
      plugins: [...plugins, legendKeys],
      ...options,
    },
    data,
    element,
  );
}

/** The axis of the run's seconds. */
export const secondsAxis = (): uPlot.Axis =>
  axis(formatNumber, { values: (_, splits) => splits.map((second) => `${second} s`) });

/** The first series of a chart over seconds: the second itself. */
export const secondsSeries: uPlot.Series = {
  label: 'second',
  value: (_, value: number | null) => (value === null ? '–' : `${value} s`),
};
