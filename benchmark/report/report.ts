import { join } from 'node:path';
import type { EvidenceFiles } from '../evidence/evidence-files';
import type { Metrics, Timeseries } from '../../results/metrics';
import { renderPage } from '../../report/html-page';
import { pageData } from './page-data';
import { describeLoad } from './load-line';
import { renderBody } from './body';

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
    body: renderBody(metrics, series.generator, details?.['plans.json'].plans ?? []),
    data: pageData(metrics, series, details?.['evidence.json']),
    script: join(__dirname, 'page', 'main.ts'),
  });
}
