import { join } from 'node:path';
import { renderPage } from '../report/html-page';
import type { ScaleResult } from '../results/scale-result';
import { renderBody } from './body';

/** A curve as one HTML file with its charts' data, code and style inside. */
export function renderScaleReport(result: ScaleResult): Promise<string> {
  const { engine, sizes, timestamp, limits, curves } = result;
  const when = `${timestamp.slice(0, 16).replace('T', ' ')} UTC`;
  const workers = sizes.map((size) => size.workers).join(', ');
  const runs = curves.flatMap(({ points }) => points.flatMap((point) => point.runs)).length;
  return renderPage({
    title: `${workers} workers (${engine})`,
    when,
    lead: `${when} · ${runs} runs · each worker held to ${limits.worker_cpus} CPUs`,
    body: renderBody(result),
    data: result,
    script: join(__dirname, 'page', 'main.ts'),
  });
}
