import type { DumpEntry } from '../../export/dump-entries';
import type { Importable } from '../../export/into/import-stack';
import type { Engine } from '../../topology/config/cluster-config';
import type { Placement, TablePlace } from '../plan/placement';
import type { Table } from '../profile';
import { tableOfEntry } from './entry-table';
import { fittedConstraint } from './fit-constraint';
import { ownTable } from './fit-table';
import type { FittedEntry } from './fitted-entry';
import { mergePartitions, partitionsToMerge } from './merge-partitions';

/** Definitions that an engine can have. */
export interface Fitted extends Omit<Importable, 'place'> {
  /** What is otherwise than in the source, a line each. */
  readonly changed: readonly string[];
}

/** Kinds that tables lose whose rows are on other nodes, by engine. */
const LOST: Readonly<Record<Engine, ReadonlySet<string>>> = {
  citus: new Set(['TRIGGER', 'RULE']),
  native: new Set(['TRIGGER', 'RULE', 'POLICY', 'ROW SECURITY']),
};

/**
 * Changes a schema into one that an engine with workers can have, as its plan says. What else an engine
 * refuses it refuses itself.
 *
 * @param tables of the catalogue, with partitions
 */
export function fitSchema(
  { manifest, preData, postData }: Omit<Importable, 'place'>,
  tables: readonly Table[],
  engine: Engine,
): Fitted {
  const placement: Placement = new Map(
    manifest.tables.map(({ schema, name, kind, column, colocation }) => [
      `${schema}.${name}`,
      column === null
        ? { kind: kind === 'reference' ? kind : 'local', because: '' }
        : { kind: 'distributed', column, group: colocation ?? '' },
    ]),
  );
  const isElsewhere = (place: TablePlace | undefined): boolean =>
    place?.kind === 'distributed' || (engine === 'citus' && place?.kind === 'reference');
  const elsewhere = tables.filter(({ name }) => isElsewhere(placement.get(name)));
  const merged = partitionsToMerge(elsewhere, engine);
  const changed = [...new Set([...merged.values()].map(({ name }) => name))].map(
    (name) => `${name}: its partitions are one table`,
  );
  const tell = ({ entry, changed: line }: FittedEntry): DumpEntry[] => {
    if (line !== undefined) changed.push(line);
    return entry === null ? [] : [entry];
  };
  const fit = (entry: DumpEntry): DumpEntry[] => {
    const table = tableOfEntry(entry, tables);
    if (table === undefined) return [entry];
    if (merged.has(table.name)) return [];
    if (entry.type === 'TABLE') return tell(ownTable(entry, table, elsewhere, merged));
    if (!elsewhere.includes(table) && entry.type !== 'FK CONSTRAINT') return [entry];
    if (LOST[engine].has(entry.type)) {
      return tell({
        entry: null,
        changed: `${entry.type.toLowerCase()} of ${entry.name}: left out`,
      });
    }
    return tell(fittedConstraint(entry, table, placement, engine));
  };
  return {
    preData: preData.flatMap(fit),
    postData: postData.flatMap(fit),
    manifest: { ...manifest, tables: mergePartitions(manifest.tables, merged) },
    changed,
  };
}
