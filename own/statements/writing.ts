import type { DeleteStmt, InsertStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query';
import { equate, readCondition, readExpressions } from './conditions';
import { readFrom } from './from';
import { noteWritten } from './parameters';
import type { Reading } from './reading';
import { isPlace, type Output, type Scope } from './scope';
import type { Write } from './shape';
import { as, namesIn, walk } from './syntax';

/** What a written table's statement says of it. */
type Told = Pick<Write, 'kind'> &
  Partial<Pick<Write, 'sets' | 'inserted' | 'hasSubquery' | 'conflict'>>;

/** Reads an `INSERT`, whose table is the first of the scope's sources. */
export function readInsert(reading: Reading, insert: InsertStmt, scope: Scope): Told {
  const outputs = scope.sources[0]?.outputs ?? new Map<string, Output>();
  const named = (insert.cols ?? []).flatMap((node) => as(node, 'ResTarget')?.name ?? []);
  const columns = named.length > 0 ? named : [...outputs.keys()];
  const rows = as(insert.selectStmt, 'SelectStmt')?.valuesLists;
  let hasSubquery = false;
  let inserted = insert.selectStmt === undefined ? [] : columns;
  if (rows !== undefined) {
    readExpressions(reading, rows, scope);
    hasSubquery = JSON.stringify(rows).includes('"SubLink"');
    inserted = columns.slice(0, as(rows[0], 'List')?.items?.length);
    for (const [row, node] of rows.entries()) {
      const values = as(node, 'List')?.items ?? [];
      for (const [i, value] of values.entries()) {
        noteWritten(reading, outputs.get(columns[i] ?? ''), value, 'insert', row);
      }
    }
    // A column that is not named gets its default, which is one value as well.
    const places = [...outputs.values()].filter(isPlace);
    (rows.length === 1 ? reading.shape.given : reading.shape.listed).push(...places);
  } else if (insert.selectStmt !== undefined) {
    const results = [...reading.subquery(insert.selectStmt, scope, 'apart').values()];
    for (const [index, column] of columns.entries()) {
      equate(reading, outputs.get(column), results[index]);
    }
  }
  const { onConflictClause: clause } = insert;
  if (clause === undefined) return { kind: 'insert', inserted, hasSubquery };
  readExpressions(reading, clause.targetList, scope);
  const elements = clause.infer?.indexElems ?? [];
  const conflict = {
    columns: elements.map((node) => as(node, 'IndexElem')?.name ?? ''),
    constraint: clause.infer?.conname,
  };
  const sets = columnsSet(reading, clause.targetList);
  return { kind: 'insert', inserted, hasSubquery, conflict, sets };
}

/** Reads an `UPDATE`. */
export function readUpdate(reading: Reading, update: UpdateStmt, scope: Scope): Told {
  for (const node of update.fromClause ?? []) readFrom(reading, node, scope);
  readExpressions(reading, update.targetList, scope);
  for (const node of update.targetList ?? []) {
    const { name, val } = as(node, 'ResTarget') ?? {};
    noteWritten(reading, scope.sources[0]?.outputs.get(name ?? ''), val, 'set');
  }
  readCondition(reading, update.whereClause, scope);
  return { kind: 'update', sets: columnsSet(reading, update.targetList) };
}

/** Reads a `DELETE`. */
export function readDelete(reading: Reading, statement: DeleteStmt, scope: Scope): Told {
  for (const node of statement.usingClause ?? []) readFrom(reading, node, scope);
  readCondition(reading, statement.whereClause, scope);
  return { kind: 'delete' };
}

/** Reads a `MERGE`. */
export function readMerge(reading: Reading, merge: MergeStmt, scope: Scope): Told {
  if (merge.sourceRelation !== undefined) readFrom(reading, merge.sourceRelation, scope);
  readCondition(reading, merge.joinCondition, scope);
  const updates = (merge.mergeWhenClauses ?? [])
    .map((node) => as(node, 'MergeWhenClause'))
    .filter((clause) => clause?.commandType === 'CMD_UPDATE');
  return { kind: 'merge', sets: updates.flatMap((one) => columnsSet(reading, one?.targetList)) };
}

function columnsSet({ shape, catalogue }: Reading, targets: readonly Node[] = []): string[] {
  walk(targets, (node) => {
    const name = namesIn(as(node, 'FuncCall')?.funcname).at(-1);
    if (name !== undefined && catalogue.isVolatile(name)) shape.setsVolatile = true;
    return undefined;
  });
  return targets.flatMap((node) => as(node, 'ResTarget')?.name ?? []);
}
