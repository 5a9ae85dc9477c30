import type { KeyView, TableView } from './own-view';

/** Tables whose rows are in the same place. */
export interface Block {
  readonly title: string;
  /** Which colour it has; those that are distributed are numbered. */
  readonly colour: string;
  readonly tables: readonly TableView[];
}

/** A table in rows and columns. */
export interface Cell {
  readonly table: TableView;
  readonly block: number;
  readonly column: number;
  readonly row: number;
}

/** Tables in rows and columns, block by block: those that others refer to before these, the large before the small. */
export function schemaGrid(
  blocks: readonly Block[],
  keys: readonly KeyView[],
  columns: number,
): readonly Cell[] {
  let firstRow = 0;
  return blocks.flatMap(({ tables }, block) => {
    const depths = depthsOf(tables, keys);
    const depth = ({ name }: TableView): number => depths.get(name) ?? 0;
    const cells = [...tables]
      .sort((a, b) => depth(a) - depth(b) || b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
      .map((table, i) => ({
        ...{ table, block, column: i % columns },
        row: firstRow + Math.floor(i / columns),
      }));
    firstRow += Math.ceil(tables.length / columns);
    return cells;
  });
}

/** How many tables of the same block stand above each, by the longest way over foreign keys. */
function depthsOf(tables: readonly TableView[], keys: readonly KeyView[]): Map<string, number> {
  const depths = new Map<string, number>();
  const names = new Set(tables.map(({ name }) => name));
  const targets = (name: string): string[] =>
    keys.filter(({ from, to }) => from === name && names.has(to)).map(({ to }) => to);
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // Of tables that refer to each other the first counts as the upper one.
    depths.set(name, 0);
    const depth = Math.max(-1, ...targets(name).map(depthOf)) + 1;
    depths.set(name, depth);
    return depth;
  };
  for (const name of names) depthOf(name);
  return depths;
}
