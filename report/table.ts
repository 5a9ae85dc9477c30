import { escapeHtml } from './html';

/** A table's column. */
export interface Column {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

/** A cell: plain text, or HTML that is safe already. */
export type Cell = string | { readonly html: string };

/** A table that scrolls by itself where the page is narrow. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const alignment = (i: number): string => (columns[i]?.isNumber ? ' class="number"' : '');
  const head = columns.map(({ name }, i) => `<th${alignment(i)}>${escapeHtml(name)}</th>`);
  const body = rows.map((cells) => {
    const parts = cells.map((cell, i) => {
      const html = typeof cell === 'string' ? escapeHtml(cell) : cell.html;
      return `<td${alignment(i)}>${html}</td>`;
    });
    return `<tr>${parts.join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

/** Columns by name; those after `#` hold numbers. */
export function columns(texts: readonly string[], numbers: readonly string[]): Column[] {
  return [...texts.map((name) => ({ name })), ...numbers.map((name) => ({ name, isNumber: true }))];
}

/** A part that is closed until someone opens it. */
export function folded(summary: string, content: string, isOpen = false): string {
  return `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>${content}</details>`;
}
