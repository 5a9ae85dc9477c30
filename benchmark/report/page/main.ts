import type uPlot from 'uplot';
import type { PageData } from '../page-data';
import { drawDistribution, drawLatency, drawThroughput } from './charts';

const CHARTS = {
  throughput: drawThroughput,
  latency: drawLatency,
  distribution: drawDistribution,
} as const;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}

const data = JSON.parse(byId('data').textContent) as PageData;
let charts: { readonly element: HTMLElement; readonly chart: uPlot }[] = [];

function drawAll(): void {
  for (const { chart } of charts) chart.destroy();
  charts = Object.entries(CHARTS).map(([id, draw]) => {
    const element = byId(id);
    return { element, chart: draw(element, data) };
  });
}

drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
addEventListener('resize', () => {
  for (const { element, chart } of charts) {
    chart.setSize({ width: element.clientWidth, height: chart.height });
  }
});
