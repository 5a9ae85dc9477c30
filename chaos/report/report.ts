import { join } from 'node:path';
import { renderPage } from '../../report/html-page';
import type { ChaosResult, ChaosTimeseries } from '../../results/chaos-result';
import { renderBody } from './body';

/** A chaos run's report: one HTML file with its charts' data, code and style inside. */
export function renderChaosReport(result: ChaosResult, series: ChaosTimeseries): Promise<string> {
  const { stack, engine, topology, timestamp, load, rounds } = result;
  const when = `${timestamp.slice(0, 19).replace('T', ' ')} UTC`;
  const rates = `${load.writes_per_s_per_group} writes and twice ${load.reads_per_s_per_group_and_endpoint} reads a second for each worker group`;
  return renderPage({
    title: `Chaos on ${stack} (${engine})`,
    when,
    lead: `${when} · ${topology} · ${rounds.length} faults · ${rates}`,
    body: renderBody(result, series),
    data: series,
    script: join(__dirname, 'page', 'main.ts'),
  });
}
