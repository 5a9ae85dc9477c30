import { join } from 'node:path';
import type { EvidenceFiles } from '../evidence/evidence-files';
import type { Metrics, Timeseries } from '../metrics';
import { renderPage } from './html-page';
import { pageData } from './page-data';
import { renderEnvironment } from './environment-section';
import { describeLoad } from './load-line';
import {
  renderErrors,
  renderGenerator,
  renderOperations,
  renderTiles,
  renderWarnings,
} from './sections';
import { renderServer } from './server-sections';
import { renderStatements } from './statement-sections';

/**
 * A run's report: one HTML file with its charts' data, code and style inside.
 *
 * @param details of the servers, where they were collected
 */
export async function renderReport(
  metrics: Metrics,
  series: Timeseries,
  details?: EvidenceFiles,
): Promise<string> {
  const { scenario, stack, environment, timestamp, tag } = metrics;
  const title = `${scenario} on ${stack} (${environment.engine})`;
  const when = `${timestamp.slice(0, 19).replace('T', ' ')} UTC`;
  return renderPage({
    title,
    lead: `${when}${tag === null ? '' : ` · ${tag}`} · ${describeLoad(metrics)}`,
    when,
    body: `${renderWarnings(metrics)}
${renderTiles(metrics)}
<section><h2>Throughput</h2><p class="note">Operations that ended in each second.</p><div class="chart" id="throughput"></div></section>
<section><h2>Latency over time</h2><p class="note">Of all operations that ended in each second; logarithmic.</p><div class="chart" id="latency"></div></section>
<section><h2>Latency by percentile</h2><p class="note">A line an operation: reads solid, spatial reads dashed, writes dotted; both axes logarithmic. Click a name to hide its line.</p><div class="chart" id="distribution"></div></section>
<section><h2>Operations</h2>${renderOperations(metrics)}</section>
<section><h2>Errors</h2>${renderErrors(metrics)}</section>
${renderServer(metrics.server)}
${renderStatements(metrics.server, details?.['plans.json'].plans ?? [])}
${renderGenerator(series)}
<section><h2>Environment</h2>${renderEnvironment(metrics)}</section>`,
    data: pageData(metrics, series, details?.['evidence.json']),
    script: join(__dirname, 'page', 'main.ts'),
  });
}
