import { percent } from '../../words/percent';
import { escapeHtml } from '../../report/html';
import { columns, folded, renderTable } from '../../report/table';
import { listed, shareCell, statementText } from './cells';
import { checkedTable } from './checked-table';
import { comparisons } from './comparisons';
import type { OwnView } from './own-view';
import { renderProposals } from './proposals';

const TONES: Readonly<Record<string, string>> = { shard: 'good', "don't shard": 'bad' };

/** What the page of a database of one's own holds under its heading, as HTML. */
export function renderBody(view: OwnView): string {
  const { verdict, checked, remarks, rejected } = view;
  return `${verdictSection(view)}
${(verdict?.warnings ?? []).map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n')}
${verdict === null || verdict.sides.length === 0 ? '' : comparisons(verdict)}
${checked.length === 0 ? '' : checkedTable(checked)}
${verdict === null || verdict.left.length === 0 ? '' : notReplayed(verdict.left)}
${renderProposals(view)}
${notes('What the plan could not see', remarks)}
${notes('Not proposed, and why', rejected)}`;
}

/** What to do, and why: as it was measured, else as the plan says. */
function verdictSection({ verdict, advice }: OwnView): string {
  const { verdict: word, because } = verdict ?? advice;
  const reach = verdict?.reach.because ?? 'By the plan alone: nothing is measured yet.';
  return `<section class="verdict-of ${TONES[word] ?? ''}"><h2>${escapeHtml(word)}</h2>
${listed(because)}<p class="note">${escapeHtml(reach)}</p></section>`;
}

function notReplayed(left: NonNullable<OwnView['verdict']>['left']): string {
  const share = left.reduce((sum, one) => sum + one.share, 0);
  const rows = left.map(({ text, why, share }) => [
    shareCell(share),
    { html: text === null ? '–' : statementText(text) },
    why,
  ]);
  const head = [{ name: 'time', isNumber: true }, ...columns(['statement', 'why'], [])];
  return `<section><h2>Not replayed</h2><p class="note">${percent(share)} of the recorded time.</p>${renderTable(head, rows)}</section>`;
}

function notes(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<section>${folded(title, listed(lines))}</section>`;
}
