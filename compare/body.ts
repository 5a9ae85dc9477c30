import { escapeHtml } from '../report/html';
import type { Comparison } from './compare';
import { ALPHA, LEAST_CHANGE, LEAST_RUNS } from './judge';
import { renderOverview, renderScenario, renderWarnings } from './sections';
import { formatChange, verdictInWords } from './words';

/** How the page is to be read, for who has not read the documentation. */
const METHOD = `Medians of the runs; below them the interval that holds the median with 95 % (from six runs on). p is that of a two-sided exact Mann–Whitney U test after Holm's correction over the figures of a family: those of the run as a whole, and those of the operations. A verdict takes ${LEAST_RUNS} runs a side, p under ${ALPHA}, and a change of more than ${100 * LEAST_CHANGE} % and more than earlier runs of the same kind vary.`;

/** What a comparison's page holds under its heading, as HTML. */
export function renderBody(comparison: Comparison): string {
  return `${renderWarnings(comparison.warnings)}
${suite(comparison)}
${renderOverview(comparison)}
${comparison.scenarios.map(renderScenario).join('\n')}
<section><h2>How to read this</h2><p class="lead">${METHOD}</p></section>`;
}

/** The sides over all scenarios, where there are several. */
function suite({ scenarios, throughput }: Comparison): string {
  if (scenarios.length < 2) return '';
  const tiles = throughput.map(
    ({ other, ratio }) =>
      `<div class="tile"><b>${formatChange(ratio - 1)}</b><span>throughput of ${escapeHtml(other)}, geometric mean of ${scenarios.length} scenarios</span></div>`,
  );
  const verdicts = scenarios.flatMap(({ scenario, pairs }) =>
    pairs.map(
      (pair) => `<li><b>${escapeHtml(scenario)}</b>: ${escapeHtml(verdictInWords(pair))}</li>`,
    ),
  );
  return `<section><h2>Verdicts</h2><ul>${verdicts.join('')}</ul></section><div class="tiles">${tiles.join('')}</div>`;
}
