import type { OperationPlan } from '../../results/evidence-schema';
import type { Metrics, Timeseries } from '../../results/metrics';
import { renderEnvironment } from './environment-section';
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
 * What a report holds under its heading, as HTML; its charts are drawn into the elements `throughput`,
 * `latency`, `distribution` and, where these were looked at, `containers` and `generator`.
 */
export function renderBody(
  metrics: Metrics,
  generator: Timeseries['generator'],
  plans: readonly OperationPlan[],
): string {
  return `${renderWarnings(metrics)}
${renderTiles(metrics)}
<section><h2>Throughput</h2><p class="note">Operations that ended in each second.</p><div class="chart" id="throughput"></div></section>
<section><h2>Latency over time</h2><p class="note">Of all operations that ended in each second; logarithmic.</p><div class="chart" id="latency"></div></section>
<section><h2>Latency by percentile</h2><p class="note">A line an operation: reads solid, spatial reads dashed, writes dotted; both axes logarithmic. Click a name to hide its line.</p><div class="chart" id="distribution"></div></section>
<section><h2>Operations</h2>${renderOperations(metrics)}</section>
<section><h2>Errors</h2>${renderErrors(metrics)}</section>
${renderServer(metrics.server)}
${renderStatements(metrics.server, plans)}
${renderGenerator(generator)}
<section><h2>Environment</h2>${renderEnvironment(metrics)}</section>`;
}
