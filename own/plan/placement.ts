/** A table whose rows are spread. */
export interface DistributedPlace {
  readonly kind: 'distributed';
  readonly column: string;
  /** Tables of one group have the rows of a value on the same node. */
  readonly group: string;
}

/** Where the rows of a table are: spread, on every node, or on the coordinator. */
export type TablePlace =
  | DistributedPlace
  | { readonly kind: 'reference'; readonly because: string }
  | { readonly kind: 'local'; readonly because: string };

/** Where the rows of each table are, by its name. */
export type Placement = ReadonlyMap<string, TablePlace>;

/** The column by which a table is distributed; undefined where it is not. */
export function distributionColumn(placement: Placement, table: string): string | undefined {
  const place = placement.get(table);
  return place?.kind === 'distributed' ? place.column : undefined;
}
