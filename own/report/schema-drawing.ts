import { escapeHtml } from '../../report/html';
import { formatBytes } from '../../words/bytes';
import type { KeyView, ProposalView, TableView } from './own-view';
import { blocksOf, short } from './schema-blocks';
import { HEIGHT, layOutSchema, type SchemaLayout } from './schema-layout';

/** Width of a letter of a name, which all have, and of other text; what is beside it in its box; pixels. */
const LETTER = { name: 7.3, words: 6, title: 6.9 } as const;
const PADDING = 10;

/**
 * A proposal as a drawing: tables whose rows are in the same place together, and foreign keys as lines.
 *
 * @param width pixels; it is wider only where it must be
 */
export function schemaDrawing({ tables, keys }: ProposalView, width: number): string {
  const layout = layOutSchema(blocksOf(tables), keys, width);
  const largest = Math.max(1, ...tables.map(({ bytes }) => bytes));
  // Lines are below boxes, and those that are dropped above those that stay.
  const lines = [...layout.lines].sort((a, b) => Number(a.isDropped) - Number(b.isDropped));
  const { width: wide, height } = layout;
  return `<svg class="schema" width="${wide}" height="${height}" viewBox="0 0 ${wide} ${height}" role="group" aria-label="Tables and foreign keys">
${layout.blocks.map(blockFrame).join('\n')}
${lines.map(keyLine).join('\n')}
${layout.blocks.map(blockTitle).join('\n')}
${layout.boxes.map((box) => tableBox(box, layout, keys, largest)).join('\n')}
</svg>`;
}

function blockFrame({ x, y, width, height, colour }: SchemaLayout['blocks'][number]): string {
  return `<rect class="block ${colour}" x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="10"/>`;
}

function blockTitle({ x, y, width, colour, title }: SchemaLayout['blocks'][number]): string {
  return `<text class="block-title ${colour}" x="${x + PADDING}" y="${y + HEIGHT.title - 6}">${escapeHtml(fitted(title, width, LETTER.title))}</text>`;
}

function keyLine({ from, to, isDropped, points }: SchemaLayout['lines'][number]): string {
  const [x = 0, y = 0] = points.at(-1) ?? [];
  const way = points.map((point) => point.map((one) => one.toFixed(1)).join(' ')).join('L');
  return `<path class="key${isDropped ? ' dropped' : ''}" data-from="${escapeHtml(from)}" data-to="${escapeHtml(to)}" d="M${way}M${x - 6} ${y - 4}L${x} ${y}L${x - 6} ${y + 4}"/>`;
}

function tableBox(
  { x, y, width, height, table, block }: SchemaLayout['boxes'][number],
  { blocks }: SchemaLayout,
  keys: readonly KeyView[],
  largest: number,
): string {
  const { name, bytes, place } = table;
  const size = `${rowsOf(table)}${formatBytes(bytes)}`;
  const where = place.kind === 'distributed' ? `by ${place.column}` : '';
  const refers = keys.filter(({ from }) => from === name).map(({ to }) => to);
  const words = [
    name,
    size,
    place.kind === 'distributed' ? where : place.because,
    ...(refers.length === 0 ? [] : [`refers to ${refers.join(', ')}`]),
  ].join('; ');
  const line = (text: string, below: number, kind: 'name' | 'words'): string =>
    `<text class="${kind}" x="${x + PADDING}" y="${y + below}">${escapeHtml(fitted(text, width, LETTER[kind]))}</text>`;
  return `<g class="box ${blocks[block]?.colour}" tabindex="0" role="img" aria-label="${escapeHtml(words)}" data-table="${escapeHtml(name)}"><title>${escapeHtml(words)}</title>
<rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="7"/>
<path class="size" d="M${x + PADDING} ${y + height - 5}h${((bytes / largest) * (width - 2 * PADDING)).toFixed(1)}"/>
${line(short(name), 18, 'name')}${line(size, 33, 'words')}${line(where, 47, 'words')}</g>`;
}

function rowsOf({ rows }: TableView): string {
  return rows === null
    ? ''
    : `${rows.toLocaleString('en', { notation: 'compact' })} ${rows === 1 ? 'row' : 'rows'} · `;
}

/** As much of a text as there is room for in a box. */
function fitted(text: string, width: number, letter: number): string {
  const letters = Math.floor((width - 2 * PADDING) / letter);
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
