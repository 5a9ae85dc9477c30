import type { ExportedTable, Manifest } from './manifest';

/** A sharded table of 12 shards without rows. */
export function exportedTable(name: string, given: Partial<ExportedTable> = {}): ExportedTable {
  return {
    ...{ schema: 'public', name, kind: 'sharded', column: 'id', shards: 12 },
    ...{ colocation: null, isPartition: false, columns: ['id'], rows: 0, hash: '0', files: [] },
    ...given,
  };
}

/** The manifest of an export of these tables. */
export function exportOf(engine: Manifest['engine'], tables: readonly ExportedTable[]): Manifest {
  return {
    ...{ format: 1, stack: 'source', engine, postgres: 170012 },
    ...{ at: '2026-11-28T04:00:00.000Z', widthMs: 3 },
    ...{ extensions: [], roles: [], sequences: [], filledViews: [], schema: [] },
    tables: [...tables],
  };
}
