import { escapeIdentifier } from 'pg';
import { TABLE } from '../../dataset/table';
import { distributionCalls } from '../distribution';
import type { DumpEntry } from '../dump-entries';
import type { ExportedTable, Manifest } from '../manifest';
import { qualified } from '../sql-name';
import { tableOfEntry } from './entry-table';
import { grantsTo } from './grants';
import type { ImportTarget } from './import-target';
import { createSharded, identityAsSequence, onShards, withoutShards } from './native-table';
import { isOfDataset, isOfEngine, refusedEntries, refusedTarget } from './refusals';
import type { Refusal, Step } from './step';
import { undoOf } from './undo';

/** What an import does, in its order; rows come between the two halves. */
export interface ImportPlan {
  /** What the target can't have. */
  readonly refused: readonly Refusal[];
  readonly before: readonly Step[];
  /** Tables that get rows. */
  readonly fill: readonly ExportedTable[];
  readonly after: readonly Step[];
}

/** Kinds that workers of engine native need for their shards: nothing sends them there. */
const FOR_WORKERS = new Set([
  ...['SCHEMA', 'TYPE', 'SHELL TYPE', 'DOMAIN', 'COLLATION', 'FUNCTION', 'PROCEDURE', 'AGGREGATE'],
]);

/** Kinds that shards of engine native have, and their table has not. */
const OF_SHARDS = new Set(['INDEX', 'CONSTRAINT', 'STATISTICS']);

/**
 * Decides how an export is put into a stack. Tables are distributed before they have rows; indexes, keys
 * and, as the last of them, foreign keys follow the rows. The table of the data set, which every stack has,
 * is taken as it stands.
 */
export function planImport(
  manifest: Manifest,
  preData: readonly DumpEntry[],
  postData: readonly DumpEntry[],
  target: ImportTarget,
): ImportPlan {
  const all = [...preData, ...postData];
  const refused = refusedEntries(manifest, all, target);
  const grants = grantsTo(all, target.roles);
  const left = new Set(refused.map(({ entry }) => entry));
  const wanted = (entries: readonly DumpEntry[]): DumpEntry[] =>
    entries
      .filter((entry) => !left.has(entry) && !isPublic(entry))
      .map((entry) => grants.kept.get(entry) ?? entry)
      .filter(({ sql }) => sql !== '');
  const make = (entry: DumpEntry): Step[] => stepsOf(entry, manifest, target);
  const isOwn = ({ schema, name }: { schema: string; name: string }) => !isOfDataset(schema, name);
  const own = manifest.tables.filter(isOwn);
  const fill = manifest.tables.filter(({ files, rows }) => files.length > 0 && rows > 0);
  const calls = target.engine === 'citus' && target.isSharded ? distributionCalls(own) : [];
  return {
    refused: [...refusedTarget(manifest, all, target), ...refused, ...grants.refused],
    before: [
      ...extensionSteps(manifest, target),
      ...wanted(preData)
        .filter(({ name, schema }) => isOwn({ schema, name }))
        .flatMap(make),
      ...calls.map((sql) => owners(sql, sql)),
    ],
    fill,
    after: [
      ...manifest.sequences.map(({ lastValue, isCalled, ...name }) =>
        owners(
          `values of ${qualified(name)}`,
          `SELECT setval('${qualified(name).replaceAll("'", "''")}'::regclass, ${lastValue}, ${isCalled})`,
        ),
      ),
      ...wanted(postData).flatMap(make),
      ...manifest.filledViews.map((view) =>
        owners(`rows of ${view}`, `REFRESH MATERIALIZED VIEW ${view}`),
      ),
      ...fill.map((table) => owners(`statistics of ${table.name}`, `ANALYZE ${qualified(table)}`)),
    ].map((step) => ({ ...step, mayFail: manifest.engine === 'postgres' && target.isSharded })),
  };
}

/** Whether an entry makes, or describes, the schema that every database has. */
function isPublic({ type, name }: DumpEntry): boolean {
  return (
    (type === 'SCHEMA' && name === 'public') || (type === 'COMMENT' && name === 'SCHEMA public')
  );
}

function owners(what: string, sql: string): Step {
  return { what, sql, on: 'coordinator', as: 'owner', mayExist: false };
}

function extensionSteps({ engine, extensions }: Manifest, target: ImportTarget): Step[] {
  return extensions
    .filter(({ name }) => !isOfEngine(engine, name) && target.extensions.has(name))
    .map(({ name, schema }) => ({
      what: `EXTENSION ${name}`,
      sql: `CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(name)} SCHEMA ${escapeIdentifier(schema)}`,
      on: target.engine === 'native' ? ('every node' as const) : ('coordinator' as const),
      as: 'superuser' as const,
      mayExist: true,
    }));
}

function stepsOf(entry: DumpEntry, { tables }: Manifest, target: ImportTarget): Step[] {
  const { type, name, schema } = entry;
  const what = `${type} ${name}`;
  const undo = undoOf(entry);
  const step = { ...owners(what, entry.sql), ...(undo !== undefined && { undo }) };
  const table = tableOfEntry(
    entry,
    tables.filter(({ kind }) => kind === 'sharded'),
  );
  const onNative = target.engine === 'native' && target.isSharded;
  if (onNative && FOR_WORKERS.has(type)) {
    return [{ ...step, on: 'every node', mayExist: type === 'SCHEMA' }];
  }
  if (type === 'SCHEMA') return [{ ...step, mayExist: true }];
  // Indexes of the data set's table are there, or not, as its stack was loaded.
  const mayExist = table?.schema === 'public' && table.name === TABLE;
  if (table === undefined) return [step];
  if (!onNative) {
    return [{ ...step, mayExist, sql: type === 'TABLE' ? withoutShards(entry) : entry.sql }];
  }
  if (type === 'TABLE') {
    const { create, defaults } = createSharded(entry, table);
    const drop = `SELECT cluster.drop_sharded_table('${table.name}')`;
    return [
      { ...owners(what, create), undo: drop },
      ...defaults.map((sql) => owners(`DEFAULT ${schema}.${name}`, sql)),
    ];
  }
  if (OF_SHARDS.has(type)) return [{ ...owners(what, onShards(entry, table)), mayExist }];
  return [{ ...step, sql: identityAsSequence(entry) ?? entry.sql }];
}
