import { groupBy } from '../group-by';
import { formatBytes } from '../../words/bytes';
import { counted } from '../../words/counted';
import type { TableView } from './own-view';
import type { Block } from './schema-grid';

/** Colours for groups of distributed tables. */
const COLOURS = 4;

/** Groups of distributed tables, the largest first, then what is on every node, and on the coordinator. */
export function blocksOf(tables: readonly TableView[]): Block[] {
  const bytes = (all: readonly TableView[]): number => all.reduce((sum, one) => sum + one.bytes, 0);
  const groups = groupBy(tables, ({ place }) => (place.kind === 'distributed' ? place.group : ''));
  const blocks = [...groups]
    .filter(([group]) => group !== '')
    .sort(([, a], [, b]) => bytes(b) - bytes(a))
    .map(([group, all], i) => ({
      ...{ title: `spread by ${short(group)}`, colour: `group-${i % COLOURS}`, tables: all },
    }));
  const ofKind = (kind: 'reference' | 'local', title: string): Block => ({
    ...{ title, colour: kind, tables: tables.filter(({ place }) => place.kind === kind) },
  });
  return [...blocks, ofKind('reference', 'on every node'), ofKind('local', 'on the coordinator')]
    .filter(({ tables }) => tables.length > 0)
    .map((block) => ({
      ...block,
      title: `${block.title} · ${counted(block.tables.length, 'table')}, ${formatBytes(bytes(block.tables))}`,
    }));
}

/** A name without the schema that most have. */
export function short(name: string): string {
  return name.replace(/^public\./, '');
}
