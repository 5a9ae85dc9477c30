import type { A_Expr, Node } from 'libpg-query';
import type { Reading } from './reading';
import { isPlace, type Output, type Scope } from './scope';
import type { Place } from './shape';
import { as, namesIn, walk } from './syntax';

/** Notes which parameters a condition compares with a column, wherever in it. */
export function noteCompared(reading: Reading, tree: unknown, scope: Scope): void {
  walk(tree, (node) => {
    if (as(node, 'SubLink') !== undefined) return 'stop';
    const comparison = as(node, 'A_Expr');
    if (comparison !== undefined) noteComparison(reading, comparison, scope);
    return undefined;
  });
}

function noteComparison({ shape }: Reading, comparison: A_Expr, scope: Scope): void {
  const { kind = 'AEXPR_OP', lexpr, rexpr, location = 0 } = comparison;
  const lefts = as(lexpr, 'RowExpr')?.args ?? [lexpr];
  const written = namesIn(comparison.name).at(-1) ?? '';
  const values = as(rexpr, 'List')?.items ?? [rexpr];
  for (const [index, value] of values.entries()) {
    const rights = as(value, 'RowExpr')?.args ?? [value];
    const operator = kind.includes('BETWEEN') ? (index === 0 ? '>=' : '<=') : written;
    for (const [i, left] of lefts.entries()) {
      const parameters = parametersIn(left).length > 0 ? [] : parametersIn(rights[i]);
      const place = parameters.length === 0 ? undefined : firstPlace(left, scope);
      if (place === undefined) continue;
      for (const one of parameters) {
        shape.parameters.push({
          ...{ ...place, ...one, operator, row: 0, block: shape.blocks.indexOf(scope.block) },
          isListed: kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY',
          span: [firstLocation(left), lefts.length > 1 ? -1 : location, location],
        });
      }
    }
  }
}

/** Notes which parameters a column is written by. */
export function noteWritten(
  { shape }: Reading,
  output: Output,
  value: Node | undefined,
  operator: 'set' | 'insert',
  row = 0,
): void {
  if (!isPlace(output)) return;
  for (const one of parametersIn(value)) {
    const no = { isListed: false, block: -1, span: [0, -1, 0] } as const;
    shape.parameters.push({ ...output, ...one, ...no, operator, row });
  }
}

function parametersIn(value: Node | undefined): { number: number; isWhole: boolean }[] {
  const whole = as(as(value, 'TypeCast')?.arg ?? value, 'ParamRef');
  const found: { number: number; isWhole: boolean }[] = [];
  walk(value, (node) => {
    const parameter = as(node, 'ParamRef');
    if (parameter?.number !== undefined) {
      found.push({ number: parameter.number, isWhole: parameter === whole });
    }
    return as(node, 'SubLink') === undefined ? undefined : 'stop';
  });
  return found;
}

/** The first column that an expression names. */
function firstPlace(value: Node | undefined, scope: Scope): Place | undefined {
  let found: Place | undefined;
  walk(value, (node) => {
    const output = scope.resolve(namesIn(as(node, 'ColumnRef')?.fields));
    if (found === undefined && isPlace(output)) found = output;
    return as(node, 'SubLink') === undefined ? undefined : 'stop';
  });
  return found;
}

function firstLocation(tree: unknown): number {
  let first = Infinity;
  walk(tree, (node) => {
    const [inner] = Object.values(node) as { location?: number }[];
    first = Math.min(first, inner?.location ?? Infinity);
    return undefined;
  });
  return first;
}
