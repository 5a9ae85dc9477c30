import type { Metrics, Timeseries } from '../metrics';

export async function renderReport(metrics: Metrics, _series: Timeseries): Promise<string> {
  return `<pre>${JSON.stringify(metrics)}</pre>`;
}
