import { join } from 'node:path';
import { renderPage } from '../report/html-page';
import { renderBody } from './body';
import type { Comparison } from './compare';
import { comparisonData } from './page-data';
import { startOf, type Side } from './side';

/** A comparison as one HTML file with its charts' data, code and style inside. */
export async function renderComparison(
  comparison: Comparison,
  sides: readonly Side[],
): Promise<string> {
  const [baseline = '', ...others] = sides.map(({ label }) => label);
  const times = sides.flatMap(({ runs }) => runs.map(({ metrics }) => startOf(metrics)));
  const when = [Math.min(...times), Math.max(...times)]
    .map((ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' '))
    .join(' to ');
  const scenarios = comparison.scenarios.map(({ scenario }) => scenario).join(', ');
  return renderPage({
    title: `${others.join(', ')} against ${baseline}`,
    when: `${when} UTC`,
    lead: `${scenarios} · ${times.length} runs from ${when} UTC`,
    body: renderBody(comparison),
    data: comparisonData(comparison, sides),
    script: join(__dirname, 'page', 'main.ts'),
    stylesheet: join(__dirname, 'compare.css'),
  });
}
