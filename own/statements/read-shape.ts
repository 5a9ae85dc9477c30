import { parseSync, type Node, type SelectStmt, type WithClause } from 'libpg-query';
import type { Catalogue } from './catalogue';
import { noteCondensing } from './condensing';
import { outputOf, readCondition, readExpressions } from './conditions';
import { noteCut, noteCutUnion } from './cut';
import { readFrom, readTable } from './from';
import type { Reading } from './reading';
import { renamed, Scope, type Output, type Outputs } from './scope';
import type { Block, Shape } from './shape';
import { as, namesIn } from './syntax';
import { readDelete, readInsert, readMerge, readUpdate } from './writing';

/**
 * Reads what of a statement decides where it can run: its tables, and which of their columns are equal to a
 * value or to each other.
 *
 * @param text a single query; the parser is loaded
 * @throws Error where it is none
 */
export function readShape(text: string, catalogue: Catalogue): Shape {
  const shape: Shape = {
    ...{ relations: [], blocks: [], writes: [], unknown: [] },
    ...{ bound: [], given: [], listed: [], equal: [], parameters: [] },
    ...{ locksRows: false, isRecursive: false, hasGroupingSets: false, setsVolatile: false },
  };
  const reading: Reading = {
    ...{ catalogue, shape, results: new Map() },
    subquery: (node, around, place) => {
      const isNested = place !== 'expression';
      return readStatement(reading, node, open(shape, isNested, around, place !== 'apart'));
    },
  };
  readStatement(reading, parseSync(text).stmts?.[0]?.stmt, open(shape, false));
  return shape;
}

function open(shape: Shape, isNested: boolean, around?: Scope, seesAround?: boolean): Scope {
  const block: Block = {
    ...{ isNested, isCorrelated: false, isCondensed: false, groups: [], cut: undefined },
  };
  shape.blocks.push(block);
  return new Scope(block, around, seesAround);
}

function readStatement(reading: Reading, node: Node | undefined, scope: Scope): Outputs {
  const select = as(node, 'SelectStmt');
  if (select !== undefined) return readSelect(reading, select, scope);
  const insert = as(node, 'InsertStmt');
  const update = as(node, 'UpdateStmt');
  const remove = as(node, 'DeleteStmt');
  const merge = as(node, 'MergeStmt');
  const any = insert ?? update ?? remove ?? merge;
  if (any?.relation === undefined) throw new Error('it is no query');
  readWiths(reading, any.withClause, scope);
  const relation = readTable(reading, any.relation, scope);
  const told =
    (insert && readInsert(reading, insert, scope)) ??
    (update && readUpdate(reading, update, scope)) ??
    (remove && readDelete(reading, remove, scope)) ??
    (merge && readMerge(reading, merge, scope));
  const { isNested } = scope.block;
  const unsaid = { isNested, sets: [], inserted: [], hasSubquery: false, conflict: undefined };
  if (relation !== undefined && told) reading.shape.writes.push({ ...unsaid, ...told, relation });
  return readTargets(reading, (insert ?? update ?? remove)?.returningClause?.exprs ?? [], scope);
}

function readSelect(reading: Reading, select: SelectStmt, scope: Scope): Outputs {
  readWiths(reading, select.withClause, scope);
  if (select.lockingClause !== undefined) reading.shape.locksRows = true;
  const { larg, rarg } = select;
  if (larg !== undefined && rarg !== undefined) {
    noteCutUnion(select, scope);
    const [left, right] = [larg, rarg].map((branch) =>
      reading.subquery({ SelectStmt: branch }, scope, 'lateral'),
    );
    const others = [...(right?.values() ?? [])];
    return new Map(
      [...(left ?? [])].map(([name, output], index) => [
        name,
        output === 'value' && others[index] === 'value' ? 'value' : undefined,
      ]),
    );
  }
  for (const node of select.fromClause ?? []) readFrom(reading, node, scope);
  readCondition(reading, select.whereClause, scope);
  const { havingClause, groupClause = [], sortClause, windowClause, valuesLists } = select;
  readExpressions(
    reading,
    [havingClause, groupClause, sortClause, windowClause, valuesLists],
    scope,
  );
  if (groupClause.some((node) => as(node, 'GroupingSet') !== undefined)) {
    reading.shape.hasGroupingSets = true;
  }
  const outputs = readTargets(reading, select.targetList ?? [], scope);
  noteCondensing(select, scope, outputs);
  noteCut(reading, select, scope, outputs);
  return outputs;
}

function readWiths(reading: Reading, clause: WithClause | undefined, scope: Scope): void {
  if (clause?.recursive === true) reading.shape.isRecursive = true;
  for (const node of clause?.ctes ?? []) {
    const cte = as(node, 'CommonTableExpr');
    const name = cte?.ctename ?? '';
    // One that is recursive names itself.
    if (clause?.recursive === true) scope.declare(name, new Map());
    const outputs = reading.subquery(cte?.ctequery, scope, 'apart');
    scope.declare(name, renamed(outputs, namesIn(cte?.aliascolnames)));
  }
}

/** A result's columns. */
function readTargets(reading: Reading, targets: readonly Node[], scope: Scope): Outputs {
  readExpressions(reading, targets, scope);
  const columns = targets.flatMap((node, index): [string, Output][] => {
    const target = as(node, 'ResTarget');
    const fields = as(target?.val, 'ColumnRef')?.fields ?? [];
    if (fields.some((field) => as(field, 'A_Star') !== undefined)) {
      return scope.all(namesIn(fields).at(-1));
    }
    const name = target?.name ?? namesIn(fields).at(-1) ?? `?${index}`;
    return [[name, outputOf(target?.val, scope)]];
  });
  return new Map(columns);
}
