import { parseSync, type JoinExpr, type Node, type RangeVar } from 'libpg-query';
import { equate, readCondition, readExpressions } from './conditions';
import type { Reading } from './reading';
import { renamed, type Output, type Outputs, type Scope, type Source } from './scope';
import { as, namesIn } from './syntax';

/**
 * Reads one thing in `FROM` and makes its columns known.
 *
 * @param isOuter whether it stands under an outer join
 */
export function readFrom(reading: Reading, node: Node, scope: Scope, isOuter = false): void {
  const table = as(node, 'RangeVar');
  if (table !== undefined) readTable(reading, table, scope, isOuter);
  const join = as(node, 'JoinExpr');
  if (join !== undefined) readJoin(reading, join, scope, isOuter);
  const subquery = as(node, 'RangeSubselect');
  if (subquery !== undefined) {
    const place = subquery.lateral === true ? 'lateral' : 'apart';
    const outputs = reading.subquery(subquery.subquery, scope, place);
    const { aliasname = '', colnames } = subquery.alias ?? {};
    scope.sources.push({ alias: aliasname, outputs: renamed(outputs, namesIn(colnames)) });
  }
  const functions = as(node, 'RangeFunction');
  if (functions !== undefined) {
    readExpressions(reading, functions.functions, scope);
    const { aliasname = '', colnames } = functions.alias ?? {};
    const columns = [aliasname, ...namesIn(colnames)].map((name) => [name, undefined] as const);
    scope.sources.push({ alias: aliasname, outputs: new Map(columns) });
  }
}

function readJoin(reading: Reading, join: JoinExpr, scope: Scope, isOuter: boolean): void {
  const { larg, rarg, jointype, usingClause, isNatural, quals } = join;
  if (larg === undefined || rarg === undefined) return;
  const isOuterBelow = isOuter || jointype !== 'JOIN_INNER';
  const before = scope.sources.length;
  readFrom(reading, larg, scope, isOuterBelow);
  const between = scope.sources.length;
  readFrom(reading, rarg, scope, isOuterBelow);
  const left = scope.sources.slice(before, between);
  const right = scope.sources.slice(between);
  const columns = left.flatMap(({ outputs }) => [...outputs.keys()]);
  const common = isNatural === true ? columns : namesIn(usingClause);
  for (const name of common) equate(reading, column(left, name), column(right, name));
  readCondition(reading, quals, scope);
}

function column(sources: readonly Source[], name: string): Output {
  return sources.find(({ outputs }) => outputs.has(name))?.outputs.get(name);
}

/**
 * Reads a name in `FROM`, or of what is written: a `WITH`, a view, or a table.
 *
 * @returns the index of the table; undefined of all else
 */
export function readTable(
  reading: Reading,
  { schemaname, relname = '', alias }: RangeVar,
  scope: Scope,
  isOuter = false,
): number | undefined {
  const { shape, catalogue } = reading;
  const add = (outputs: Outputs): void => {
    const source = { alias: alias?.aliasname ?? relname };
    scope.sources.push({ ...source, outputs: renamed(outputs, namesIn(alias?.colnames)) });
  };
  const cte = schemaname === undefined ? scope.findWith(relname) : undefined;
  const found = catalogue.find(schemaname, relname);
  if (cte !== undefined) add(cte);
  else if (found === undefined) {
    if (!/^(pg_|information_schema$)/.test(schemaname ?? relname)) shape.unknown.push(relname);
    add(new Map());
  } else if ('view' in found) {
    const { text } = found.view;
    if (text === null) shape.unknown.push(relname);
    const query = text === null ? undefined : parseSync(text).stmts?.[0]?.stmt;
    add(query === undefined ? new Map() : reading.subquery(query, scope, 'apart'));
  } else {
    const { name, columns } = found.table;
    const relation = shape.relations.length;
    shape.relations.push({ table: name, block: shape.blocks.indexOf(scope.block), isOuter });
    add(new Map(columns.map((one) => [one.name, { relation, column: one.name }])));
    return relation;
  }
  return undefined;
}
