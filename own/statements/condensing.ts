import type { Node, SelectStmt } from 'libpg-query';
import { outputOf } from './conditions';
import { isPlace, type Output, type Outputs, type Scope } from './scope';
import type { Place } from './shape';
import { as, namesIn, walk } from './syntax';

/** Functions that make one row of many, as far as the name tells. */
const AGGREGATE =
  /^(count|sum|avg|min|max|any_value|mode|every|bool_\w+|bit_\w+|\w+_agg|stddev\w*|var_\w+|variance|percentile_\w+|corr|covar_\w+|regr_\w+)$/;

/** Notes in the block of a `SELECT` whether, and by which columns, it makes few rows of many. */
export function noteCondensing(select: SelectStmt, scope: Scope, outputs: Outputs): void {
  const { block } = scope;
  const { groupClause = [], distinctClause, limitCount, limitOffset } = select;
  let isAggregate = groupClause.length > 0;
  walk([select.targetList, select.havingClause], (node) => {
    if (as(node, 'SubLink') !== undefined) return 'stop';
    const call = as(node, 'FuncCall');
    if (call?.over !== undefined) {
      block.isCondensed = true;
      block.groups.push(...places(call.over.partitionClause ?? [], scope, outputs));
      return 'stop';
    }
    if (AGGREGATE.test(namesIn(call?.funcname).at(-1) ?? '')) isAggregate = true;
    return undefined;
  });
  block.groups.push(...places(groupClause, scope, outputs));
  if (distinctClause !== undefined) block.groups.push(...[...outputs.values()].filter(isPlace));
  if (isAggregate || distinctClause !== undefined) block.isCondensed = true;
  if (limitCount !== undefined || limitOffset !== undefined) {
    Object.assign(block, { isCondensed: true, groups: [] });
  }
}

/** Columns that a clause names: themselves, by a result's position, or by its name. */
export function places(nodes: readonly Node[], scope: Scope, outputs: Outputs): Place[] {
  const byPosition = [...outputs.values()];
  return nodes
    .map((node): Output => {
      const position = as(node, 'A_Const')?.ival?.ival;
      if (position !== undefined) return byPosition[position - 1];
      const name = namesIn(as(node, 'ColumnRef')?.fields);
      return outputOf(node, scope) ?? (name.length === 1 ? outputs.get(name[0] ?? '') : undefined);
    })
    .filter(isPlace);
}
