import type { Table } from '../profile';
import type { Place, Shape } from './shape';

/**
 * Whether it is determined which rows a statement gives: where some are cut off, by an order in which no two
 * rows are equal, as far as primary keys tell. Of what is not, engines may give different rows and all be right.
 *
 * @param tables by name
 */
export function isDetermined(
  { blocks, relations, bound, equal }: Shape,
  tables: ReadonlyMap<string, Pick<Table, 'keys' | 'columns'>>,
): boolean {
  return blocks.every(({ cut }, block) => {
    if (cut === undefined) return true;
    if (!cut.isOfTables) return false;
    const of = relations.flatMap((relation, index) => (relation.block === block ? [index] : []));
    const known = new Set([...cut.sortedBy, ...bound].map(nameOf));
    for (let before = -1; before < known.size;) {
      before = known.size;
      for (const [one, other] of equal) {
        if (known.has(nameOf(one))) known.add(nameOf(other));
        if (known.has(nameOf(other))) known.add(nameOf(one));
      }
      // Whoever knows a row's key knows the row.
      for (const relation of of.filter((one) => isKeyIn(one, known))) {
        const { columns = [] } = tables.get(relations[relation]?.table ?? '') ?? {};
        for (const { name: column } of columns) known.add(nameOf({ relation, column }));
      }
    }
    return (
      cut.groups?.every((place) => known.has(nameOf(place))) ??
      of.every((relation) => isKeyIn(relation, known))
    );
  });

  function isKeyIn(relation: number, known: ReadonlySet<string>): boolean {
    const { keys = [] } = tables.get(relations[relation]?.table ?? '') ?? {};
    return keys.some(
      ({ kind, columns }) =>
        kind === 'primary' &&
        columns.every((column) => column !== null && known.has(nameOf({ relation, column }))),
    );
  }
}

function nameOf({ relation, column }: Place): string {
  return `${relation} ${column}`;
}
