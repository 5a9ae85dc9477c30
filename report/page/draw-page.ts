import { mountCharts, type DrawChart } from './mount-charts';

export type { DrawChart } from './mount-charts';

/**
 * Draws a page's charts from the data in its element `data`.
 *
 * @param charts by the id of their elements
 */
export function drawPage<Data>(charts: Readonly<Record<string, DrawChart<Data>>>): void {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Data;
  mountCharts(charts, data);
}
