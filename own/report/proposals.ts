import { percent } from '../../words/percent';
import type { ClassName } from '../plan/statement-class';
import { escapeHtml, formatMs, formatNumber } from '../../report/html';
import { folded, type Column } from '../../report/table';
import { listed, placeWord, shareCell, statementTable, statementText } from './cells';
import type { OwnView, ProposalView } from './own-view';
import { schemaDrawing } from './schema-drawing';

/** Widths of the two drawings, of which the style sheet shows the one that has room, pixels. */
const WIDTHS = { wide: 996, narrow: 306 } as const;
/** In the order of the bar. */
const CLASSES: readonly ClassName[] = [
  'one shard',
  'coordinator',
  'all shards',
  'moved',
  'refused',
];

/** The plan's proposals, one at a time: its reader chooses which. */
export function renderProposals(view: OwnView): string {
  const { proposals } = view;
  if (proposals.length === 0) return '';
  const tabs = proposals.map((proposal, i) => {
    const label = `${i + 1} · ${escapeHtml(proposal.key)} <small>${percent(proposal.shares['one shard'])} on one shard</small>`;
    return `<input type="radio" name="proposal" id="proposal-${i + 1}"${i === 0 ? ' checked' : ''}><label for="proposal-${i + 1}">${label}</label>
<div class="proposal">${renderProposal(proposal, view)}</div>`;
  });
  return `<section class="proposals"><h2>${proposals.length === 1 ? 'The proposal' : 'Proposals'} of the plan</h2>
<p class="note">By what tables are spread over nodes, the best first.</p>
<div class="tabs" role="radiogroup" aria-label="Proposal">${tabs.join('\n')}</div></section>`;
}

function renderProposal(proposal: ProposalView, view: OwnView): string {
  const { costs, changes, shares } = proposal;
  // What was measured goes before what was thought.
  const isOpen = view.checked.length === 0;
  return `${sharesBar(shares)}
${folded('Costs', listed(costs), isOpen)}
${folded('Statements', statements(proposal, view), isOpen)}
<h3>Tables</h3>
<p class="note">Tables in a box have their rows in the same place; an arrow is a foreign key, dashed where Citus can't have it. Point at a table, or move there by Tab, for its own.</p>
${drawing('wide', proposal)}${drawing('narrow', proposal)}
${changesOf('Citus', changes.citus)}
${changesOf('engine native', changes.native)}`;
}

function drawing(size: keyof typeof WIDTHS, proposal: ProposalView): string {
  return `<div class="scroll drawing-${size}" tabindex="0">${schemaDrawing(proposal, WIDTHS[size])}</div>`;
}

/** The time by where it is spent, as one bar with its legend. */
function sharesBar(shares: ProposalView['shares']): string {
  const there = CLASSES.filter((name) => shares[name] > 0);
  let x = 0;
  const parts = there.map((name) => {
    const width = 100 * shares[name];
    x += width;
    return `<rect class="${name.replace(' ', '-')}" x="${(x - width).toFixed(2)}" width="${width.toFixed(2)}" height="12"/>`;
  });
  const words = there.map((name) => `<li>${placeWord(name)} ${percent(shares[name])}</li>`);
  return `<svg class="shares" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg><ul class="shares-of">${words.join('')}</ul>`;
}

function statements({ classes }: ProposalView, view: OwnView): string {
  const rows = view.statements.map(({ text, calls, meanMs, share }, i) => {
    const { name, because } = classes[i] ?? { name: 'refused', because: '' };
    return [
      shareCell(share),
      {
        html: `${placeWord(name)}${name === 'one shard' ? '' : `<small>${escapeHtml(because)}</small>`}`,
      },
      { html: statementText(text) },
      formatNumber(calls),
      formatMs(meanMs),
    ];
  });
  if (rows.length === 0) return '<p class="note">The plan goes by no statements.</p>';
  const head: Column[] = [
    { name: 'time', isNumber: true },
    { name: 'runs on' },
    { name: 'statement' },
    { name: 'calls', isNumber: true },
    { name: 'a call', isNumber: true },
  ];
  return statementTable(head, rows);
}

function changesOf(engine: string, changes: readonly string[]): string {
  return changes.length === 0
    ? ''
    : folded(`${changes.length} to change for ${engine}`, listed(changes));
}
