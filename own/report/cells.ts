import type { ClassName } from '../plan/statement-class';
import { percent } from '../../words/percent';
import { escapeHtml } from '../../report/html';
import { folded, renderTable, type Cell, type Column } from '../../report/table';

/** Width of the bar of all the time, pixels. */
const BAR = 56;
/** Longest text of a statement that is shown at once. */
const SHORT = 150;
/** Statements that are shown at once. */
const SHOWN = 20;

/** A share of the time, with its bar. */
export function shareCell(share: number): Cell {
  const bar = `<svg class="share" width="${BAR}" height="8" aria-hidden="true"><rect width="${BAR}" height="8" rx="2"/><rect class="part" width="${(share * BAR).toFixed(1)}" height="8" rx="2"/></svg>`;
  return { html: `${bar}${escapeHtml(percent(share))}` };
}

/** A statement's text; of a long one the rest unfolds. */
export function statementText(sql: string): string {
  const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length <= SHORT
    ? code(line)
    : folded(code(`${line.slice(0, SHORT)}…`), `<pre>${escapeHtml(sql.trim())}</pre>`);
}

/** A table of statements, of which those that matter least unfold. */
export function statementTable(head: readonly Column[], rows: readonly Cell[][]): string {
  const more = rows.slice(SHOWN);
  const rest = more.length === 0 ? '' : folded(`${more.length} more`, renderTable(head, more));
  return renderTable(head, rows.slice(0, SHOWN)) + rest;
}

/** Where a statement runs, in its colour. */
export function placeWord(place: ClassName): string {
  return `<span class="place ${place.replace(' ', '-')}">${place}</span>`;
}

/** Lines as a list; empty of none. */
export function listed(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}
