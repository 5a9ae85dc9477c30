import type uPlot from 'uplot';
import { onThemeChange } from './colours';

/** Draws a chart into its element. */
export type DrawChart<Data> = (element: HTMLElement, data: Data) => uPlot;

/**
 * Draws charts; again when the theme changes, and as wide as their elements when those do.
 *
 * @param charts by the id of their elements
 * @returns ends it and takes the charts away
 */
export function mountCharts<Data>(
  charts: Readonly<Record<string, DrawChart<Data>>>,
  data: Data,
): () => void {
  const drawn = new Map<Element, uPlot>();

  const drawAll = (): void => {
    for (const chart of drawn.values()) chart.destroy();
    for (const [id, draw] of Object.entries(charts)) {
      const element = byId(id);
      drawn.set(element, draw(element, data));
    }
  };

  drawAll();
  const sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const chart = drawn.get(target);
      const width = Math.floor(contentRect.width);
      // A part of the page that is hidden has no width.
      if (chart === undefined || width === 0 || width === chart.width) continue;
      chart.setSize({ width, height: chart.height });
    }
  });
  for (const element of drawn.keys()) sizes.observe(element);
  const forgetTheme = onThemeChange(drawAll);
  return () => {
    forgetTheme();
    sizes.disconnect();
    for (const chart of drawn.values()) chart.destroy();
  };
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}
