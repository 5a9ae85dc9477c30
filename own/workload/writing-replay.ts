import type { FreshParameter, Undo } from '../../k6-scripts/lib/recorded-workload';
import type { Table } from '../profile';
import type { Shape } from '../statements/shape';
import { deleteReplay } from './delete-replay';
import { insertReplay } from './insert-replay';

/** What a statement that writes needs, so that it can be sent again and again. */
export interface WritingReplay {
  readonly fresh: readonly Omit<FreshParameter, 'from'>[];
  readonly undo: Undo | null;
  /** Of rows that it may change. */
  readonly condition?: string | undefined;
  /** A query for the rows that it takes away. */
  readonly deleted?: string;
  /** The table that it adds rows to. */
  readonly grows?: string;
}

/** Finds how a statement is sent again and again, or why it can't be. */
export function writingReplay(
  text: string,
  { shape, parameters }: { readonly shape: Shape; readonly parameters: number },
  tables: ReadonlyMap<string, Table>,
): WritingReplay | { readonly why: string } {
  const nothing = { fresh: [], undo: null };
  const [write, ...others] = shape.writes;
  if (write === undefined) return nothing;
  if (write.isNested || others.length > 0) return { why: 'it writes in its WITH' };
  const table = tables.get(shape.relations[write.relation]?.table ?? '');
  if (table === undefined) return { why: 'it writes to no table' };
  if (write.kind === 'update') return nothing;
  if (write.kind === 'merge') return { why: 'a MERGE is not undone' };
  if (write.kind === 'delete') {
    return { fresh: [], ...deleteReplay(text, parameters, table, [...tables.values()]) };
  }
  if (shape.blocks.length > 1) return { why: 'what it inserts comes from a query' };
  const replay = insertReplay(shape, write, table);
  const isKept = 'why' in replay || replay.undo !== null || write.conflict !== undefined;
  return isKept ? replay : { ...replay, grows: table.name };
}
