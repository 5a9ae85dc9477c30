import type { Node } from 'libpg-query';
import { noteCompared } from './parameters';
import type { Reading } from './reading';
import { isPlace, type Output, type Scope } from './scope';
import { as, namesIn, walk } from './syntax';

/** Has every subquery of expressions read. */
export function readExpressions(reading: Reading, tree: unknown, scope: Scope): void {
  walk(tree, (node) => {
    const link = as(node, 'SubLink');
    if (link === undefined) return undefined;
    readExpressions(reading, link.testexpr, scope);
    if (!reading.results.has(link)) {
      reading.results.set(link, reading.subquery(link.subselect, scope, 'expression'));
    }
    return 'stop';
  });
}

/** Reads a condition. What must hold tells which columns are equal; parts under `OR` and `NOT` do not. */
export function readCondition(reading: Reading, node: Node | undefined, scope: Scope): void {
  readExpressions(reading, node, scope);
  noteCompared(reading, node, scope);
  readConjunct(reading, node, scope);
}

function readConjunct(reading: Reading, node: Node | undefined, scope: Scope): void {
  const and = as(node, 'BoolExpr');
  if (and?.boolop === 'AND_EXPR')
    for (const arg of and.args ?? []) readConjunct(reading, arg, scope);
  const link = as(node, 'SubLink');
  if (link?.subLinkType === 'ANY_SUBLINK' && link.operName === undefined) {
    const outputs = [...(reading.results.get(link)?.values() ?? [])];
    const tests = as(link.testexpr, 'RowExpr')?.args ?? [link.testexpr];
    for (const [index, test] of tests.entries()) {
      equate(reading, outputOf(test, scope), outputs[index]);
    }
  }
  const comparison = as(node, 'A_Expr');
  if (comparison === undefined || namesIn(comparison.name).at(-1) !== '=') return;
  const { kind, lexpr, rexpr } = comparison;
  const [one, ...more] = as(rexpr, 'List')?.items ?? [];
  if (kind === 'AEXPR_OP') readEqual(reading, lexpr, rexpr, scope);
  else if (kind === 'AEXPR_IN' && more.length === 0) readEqual(reading, lexpr, one, scope);
  else if (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY') {
    const place = outputOf(lexpr, scope);
    if (isPlace(place) && isValue(rexpr)) reading.shape.listed.push(place);
  }
}

function readEqual(
  reading: Reading,
  left: Node | undefined,
  right: Node | undefined,
  scope: Scope,
): void {
  const rights = as(right, 'RowExpr')?.args;
  const lefts = rights && as(left, 'RowExpr')?.args;
  if (lefts === undefined) equate(reading, outputOf(left, scope), outputOf(right, scope));
  for (const [index, one] of (lefts ?? []).entries())
    readEqual(reading, one, rights?.[index], scope);
}

/** Notes that two things are equal. */
export function equate({ shape }: Reading, left: Output, right: Output): void {
  if (isPlace(left) && isPlace(right)) shape.equal.push([left, right]);
  else if (isPlace(left) && right === 'value') shape.bound.push(left);
  else if (isPlace(right) && left === 'value') shape.bound.push(right);
}

/** What an expression is, of the kinds that matter. */
export function outputOf(node: Node | undefined, scope: Scope): Output {
  const fields = as(node, 'ColumnRef')?.fields;
  if (fields !== undefined) return scope.resolve(namesIn(fields));
  return isValue(node) ? 'value' : undefined;
}

/** Whether an expression names no column and asks no table. */
function isValue(node: Node | undefined): boolean {
  let is = node !== undefined;
  walk(node, (part) => {
    if (as(part, 'ColumnRef') !== undefined || as(part, 'SubLink') !== undefined) is = false;
    return undefined;
  });
  return is;
}
