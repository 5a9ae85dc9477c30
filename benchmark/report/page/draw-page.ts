import type uPlot from 'uplot';

/** Draws a chart into its element. */
export type DrawChart<Data> = (element: HTMLElement, data: Data) => uPlot;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}

/**
 * Draws a page's charts from the data in its element `data`; again when the theme changes, and as
 * wide as the window when that does.
 *
 * @param charts by the id of their elements
 */
export function drawPage<Data>(charts: Readonly<Record<string, DrawChart<Data>>>): void {
  const data = JSON.parse(byId('data').textContent) as Data;
  let drawn: { readonly element: HTMLElement; readonly chart: uPlot }[] = [];

  const drawAll = (): void => {
    for (const { chart } of drawn) chart.destroy();
    drawn = Object.entries(charts).map(([id, draw]) => {
      const element = byId(id);
      return { element, chart: draw(element, data) };
    });
  };

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('resize', () => {
    for (const { element, chart } of drawn) {
      chart.setSize({ width: element.clientWidth, height: chart.height });
    }
  });
}
