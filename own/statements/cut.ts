import type { SelectStmt } from 'libpg-query';
import { places } from './condensing';
import type { Reading } from './reading';
import { isPlace, type Outputs, type Scope } from './scope';
import { as } from './syntax';

/** Notes in the block of a `SELECT` what tells which of its rows are left, where not all are. */
export function noteCut(
  { shape }: Reading,
  select: SelectStmt,
  scope: Scope,
  outputs: Outputs,
): void {
  const { distinctClause, groupClause } = select;
  if (!isCut(select)) return;
  const block = shape.blocks.indexOf(scope.block);
  const isTable = ({ outputs: columns }: Scope['sources'][number]): boolean =>
    [...columns.values()].some(
      (one) => isPlace(one) && shape.relations[one.relation]?.block === block,
    );
  const groups = groupClause && places(groupClause, scope, outputs);
  scope.block.cut = {
    sortedBy: places(
      (select.sortClause ?? []).flatMap((node) => as(node, 'SortBy')?.node ?? []),
      scope,
      outputs,
    ),
    groups,
    isOfTables:
      distinctClause === undefined &&
      groups?.length === groupClause?.length &&
      scope.sources.every(isTable),
  };
}

/** The same of a `UNION`, whose rows are of no table. */
export function noteCutUnion(select: SelectStmt, { block }: Scope): void {
  if (isCut(select)) block.cut = { sortedBy: [], groups: undefined, isOfTables: false };
}

function isCut({ limitCount, limitOffset, distinctClause }: SelectStmt): boolean {
  // A DISTINCT without ON is a list of one empty node.
  const isDistinctOn = (distinctClause ?? []).some((node) => Object.keys(node).length > 0);
  const isWhole = limitOffset === undefined && isAll(limitCount);
  return !isWhole || isDistinctOn;
}

/** `LIMIT ALL`, or none. */
function isAll(limit: SelectStmt['limitCount']): boolean {
  return limit === undefined || as(limit, 'A_Const')?.isnull === true;
}
