import { TABLE } from '../../dataset/table';
import type { DumpEntry } from '../dump-entries';
import type { ExportedTable, Manifest } from '../manifest';
import { refersTo, tableOfEntry, uniqueColumns } from './entry-table';
import type { ImportTarget } from './import-target';
import { tableText } from './native-table';
import type { Refusal } from './step';

/** Kinds of objects that are known here; others have no word for their removal. */
const KNOWN = new Set([
  ...['SCHEMA', 'TYPE', 'SHELL TYPE', 'DOMAIN', 'COLLATION', 'FUNCTION', 'PROCEDURE', 'AGGREGATE'],
  ...['SEQUENCE', 'SEQUENCE OWNED BY', 'TABLE', 'TABLE ATTACH', 'VIEW', 'MATERIALIZED VIEW'],
  ...[
    'DEFAULT',
    'COMMENT',
    'ACL',
    'DEFAULT ACL',
    'CONSTRAINT',
    'CHECK CONSTRAINT',
    'FK CONSTRAINT',
  ],
  ...['INDEX', 'INDEX ATTACH', 'STATISTICS', 'STATISTICS DATA', 'TRIGGER', 'RULE', 'POLICY'],
  'ROW SECURITY',
]);

/** An entry that is not made, and why. */
export interface RefusedEntry extends Refusal {
  readonly entry: DumpEntry;
}

/** Objects of a dump that a target can't have. */
export function refusedEntries(
  { engine, tables }: Manifest,
  entries: readonly DumpEntry[],
  target: ImportTarget,
): RefusedEntry[] {
  const sharded = target.isSharded ? tables.filter(({ kind }) => kind === 'sharded') : [];
  return entries.flatMap((entry) => {
    const table = tableOfEntry(entry, sharded);
    const why =
      kindRefusal(entry, target.isSharded) ??
      (target.isSharded && target.engine === 'native'
        ? nativeRefusal(entry, table, sharded, engine)
        : undefined) ??
      (target.engine === 'citus' && table !== undefined ? citusRefusal(entry, table) : undefined);
    if (why === undefined) return [];
    const canBeLeftOut = entry.type !== 'TABLE';
    return [{ entry, what: `${entry.type} ${entry.name}`, why, canBeLeftOut }];
  });
}

function kindRefusal({ type, sql }: DumpEntry, isSharded: boolean): string | undefined {
  if (!KNOWN.has(type)) return 'objects of this kind are not imported';
  return isSharded && type === 'TABLE' && /\bINHERITS \(/.test(sql)
    ? 'tables that inherit from others are not imported'
    : undefined;
}

function nativeRefusal(
  entry: DumpEntry,
  table: ExportedTable | undefined,
  sharded: readonly ExportedTable[],
  source: Manifest['engine'],
): string | undefined {
  if (entry.type === 'FK CONSTRAINT' && (table !== undefined || refersTo(entry, sharded))) {
    return 'engine native has no foreign keys from or to a sharded table';
  }
  if (table === undefined) return undefined;
  if (entry.type === 'TABLE') {
    if (table.schema !== 'public') return 'sharded tables of engine native are in schema public';
    if (!/^[a-z_][a-z0-9_]*$/.test(table.name)) {
      return 'names of sharded tables of engine native have small letters, digits and _ alone';
    }
    const isPartitioned = source !== 'native' && /PARTITION BY/.test(tableText(entry)?.tail ?? '');
    if (isPartitioned || table.isPartition) {
      return 'engine native does not shard a table that is partitioned besides';
    }
  }
  return source !== 'native' && ['TRIGGER', 'RULE', 'POLICY', 'ROW SECURITY'].includes(entry.type)
    ? 'it is on a sharded table, whose rows engine native has elsewhere'
    : undefined;
}

function citusRefusal(entry: DumpEntry, table: ExportedTable): string | undefined {
  const columns = uniqueColumns(entry);
  if (columns === undefined || columns.includes(table.column ?? '')) return undefined;
  return `Citus takes it only with the distribution column ${table.column} in it`;
}

/** What a target lacks, or has already; none of it can be helped here. */
export function refusedTarget(
  manifest: Manifest,
  entries: readonly DumpEntry[],
  target: ImportTarget,
) {
  const refusals: Refusal[] = [];
  const refuse = (what: string, why: string): void =>
    void refusals.push({ what, why, canBeLeftOut: false });
  const made = new Set(['TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'TYPE', 'DOMAIN']);
  const routines = new Set(['FUNCTION', 'PROCEDURE', 'AGGREGATE']);
  for (const { type, schema, name } of entries) {
    const plain = routines.has(type) ? name.slice(0, name.indexOf('(')) : name;
    const isThere = target.objects.has(`${schema}.${plain}`) && !isOfDataset(schema, plain);
    if (isThere && (made.has(type) || routines.has(type))) {
      refuse(`${type} ${schema}.${name}`, `stack "${target.stack}" has one of this name`);
    }
  }
  const dataset = manifest.tables.find(({ schema, name }) => schema === 'public' && name === TABLE);
  if (target.hasDataset && dataset !== undefined && dataset.rows > 0) {
    refuse(
      `TABLE public.${TABLE}`,
      `that of stack "${target.stack}" has rows: make the stack with dataset.rows 0, or empty the table`,
    );
  }
  for (const { name } of manifest.extensions) {
    if (!isOfEngine(manifest.engine, name) && !target.extensions.has(name)) {
      refuse(`EXTENSION ${name}`, `the images of stack "${target.stack}" do not have it`);
    }
  }
  return refusals;
}

/** Whether an extension is there for the engine, and so no part of what its users made. */
export function isOfEngine(engine: Manifest['engine'], extension: string): boolean {
  return engine === 'citus'
    ? /^citus/.test(extension)
    : extension === 'postgres_fdw' || extension === 'dblink';
}

/** Whether a name is of the table that every stack has, and of what belongs to it. */
export function isOfDataset(schema: string, name: string): boolean {
  return (
    schema === 'public' &&
    (name === TABLE || (/^[_ ]/.test(name.slice(TABLE.length)) && name.startsWith(TABLE)))
  );
}
