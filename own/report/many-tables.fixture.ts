import type { KeyView, TableView } from './own-view';

/** A hundred tables: a tenant's, of two groups, with foreign keys to it and others; on every node; on the coordinator. */
export function manyTables(): { readonly tables: TableView[]; readonly keys: KeyView[] } {
  const tables = Array.from({ length: 100 }, (_, i): TableView => {
    const name = i === 0 ? 'public.tenants' : `public.table_of_the_${i}th_department`;
    const sizes = { name, rows: i % 9 === 0 ? null : 1000 * i, bytes: 4096 * ((i * 37) % 91) };
    if (i < 70) {
      const group = i % 8 === 7 ? 'public.visits.id' : 'tenant_id';
      return { ...sizes, place: { kind: 'distributed', column: 'tenant_id', group } };
    }
    return { ...sizes, place: { kind: i < 90 ? 'reference' : 'local', because: 'it is small' } };
  });
  const key = (from: number, to: number): KeyView[] => {
    const [one, other] = [tables[from]?.name ?? '', tables[to]?.name ?? ''];
    return from === to ? [] : [{ from: one, to: other, isDropped: from % 7 === 0 }];
  };
  const keys = tables.flatMap((_, i) => [
    ...(i > 0 && i < 70 ? key(i, 0) : []),
    ...(i % 3 === 0 ? key(i, (i * 13) % 40) : []),
    ...(i % 5 === 1 ? key(i, 70 + (i % 20)) : []),
  ]);
  return { tables, keys };
}
