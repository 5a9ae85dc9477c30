import type { DumpEntry } from '../../export/dump-entries';
import { USER_SCHEMAS } from '../../export/layout';
import type { ExportedTable, Manifest } from '../../export/manifest';
import { FILLED_VIEWS } from '../../export/read-schema';
import { UserError } from '../../words/user-error';
import { TABLES } from '../inspect/catalogue-sql';
import type { SourceSession } from '../inspect/open-source';
import type { Source } from '../inspect/source';
import type { SeenTable } from '../inspect/table-notes';
import type { Table } from '../profile';
import { dumpSource } from './dump-source';
import type { ChosenPlan } from './read-plan';
import { rootOf } from './table-tree';

/** Extensions that something of the users is made with: views of an extension are its own. */
const EXTENSIONS = `
  SELECT e.extname AS name, n.nspname AS schema
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname <> 'plpgsql' AND EXISTS (
    SELECT FROM pg_depend m JOIN pg_depend u ON u.refclassid = m.classid AND u.refobjid = m.objid
    WHERE m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e'
      AND u.deptype IN ('n', 'a') AND NOT EXISTS (
        SELECT FROM pg_depend o WHERE o.deptype = 'e' AND (o.classid, o.objid) IN (
          (u.classid, u.objid),
          ('pg_class'::regclass, (SELECT ev_class FROM pg_rewrite r WHERE r.oid = u.objid)))))
  ORDER BY e.oid`;

const SEQUENCES = `
  SELECT schemaname AS schema, sequencename AS name, last_value IS NOT NULL AS "isCalled",
    coalesce(last_value, start_value)::text AS "lastValue"
  FROM pg_sequences JOIN (${USER_SCHEMAS}) s ON s.nspname = schemaname ORDER BY 1, 2`;

/** What a database is made of, without its rows. */
export interface Definitions {
  readonly tables: readonly Table[];
  readonly preData: readonly DumpEntry[];
  readonly postData: readonly DumpEntry[];
  /** With tables that have no rows yet, and no files. */
  readonly manifest: Manifest;
}

/**
 * Reads what a database is made of.
 *
 * @param session in a transaction of the copy's moment
 * @param snapshot of it
 * @param image see `Dump`
 * @throws UserError for rows that can't be read, and a table that the plan does not place
 */
export async function readDefinitions(
  session: SourceSession,
  source: Source,
  snapshot: string,
  plan: ChosenPlan,
  image: string,
): Promise<Definitions> {
  const rows = <R>(what: string, sql: string): Promise<R[]> => session.rows<R>(what, sql);
  const seen = await rows<SeenTable>('the tables', TABLES);
  refuseHidden(seen);
  const tables = seen.map(({ table }) => table);
  const [server] = await rows<{ version: string; at: Date }>(
    'the version',
    `SELECT current_setting('server_version_num') AS version, now() AS at`,
  );
  const schemas = await rows<{ nspname: string }>('the schemas', USER_SCHEMAS);
  const views = await rows<{ name: string }>('the views', FILLED_VIEWS);
  const postgres = Number(server?.version);
  const dump = {
    ...{ source, snapshot, image, schemas: schemas.map(({ nspname }) => nspname) },
    majorVersion: Math.floor(postgres / 10_000),
  };
  return {
    tables,
    preData: await dumpSource(dump, 'pre-data'),
    postData: await dumpSource(dump, 'post-data'),
    manifest: {
      ...{ format: 1, stack: source.address, engine: 'postgres', postgres },
      ...{ at: server?.at.toISOString() ?? '', widthMs: 0, roles: [], schema: [] },
      extensions: await rows('the extensions', EXTENSIONS),
      sequences: await rows('the sequences', SEQUENCES),
      filledViews: views.map(({ name }) => name),
      tables: tables
        .filter(({ kind }) => kind === 'table' || kind === 'partitioned')
        .map((table) => placed(table, tables, plan)),
    },
  };
}

function refuseHidden(seen: readonly SeenTable[]): void {
  const named = (is: (one: SeenTable) => boolean): string =>
    seen
      .filter(({ table: { kind } }) => kind === 'table')
      .filter(is)
      .map(({ table }) => table.name)
      .join(', ');
  const unread = named(({ isReadable }) => !isReadable);
  if (unread !== '') {
    throw new UserError(`this role can't read ${unread}`, 'GRANT pg_read_all_data to it');
  }
  const filtered = named(({ isFiltered }) => isFiltered);
  if (filtered !== '') {
    throw new UserError(
      `row security hides rows of ${filtered}`,
      'take a role with BYPASSRLS, or the owner of the table',
    );
  }
}

function placed(
  table: Table,
  tables: readonly Table[],
  { placement, shards }: ChosenPlan,
): ExportedTable {
  const root = rootOf(table, tables);
  const place = placement.get(root.name);
  if (place === undefined) {
    throw new UserError(`the plan does not say where ${root.name} goes`, 'inspect and plan again');
  }
  const column = place.kind === 'distributed' ? place.column : null;
  const found = root.columns.find(({ name }) => name === column);
  if (column !== null && found === undefined) {
    throw new UserError(
      `${root.name} has no column ${column}, by which the plan distributes it`,
      'edit the plan, or inspect and plan again',
    );
  }
  const [schema = '', ...rest] = table.name.split('.');
  return {
    ...{ schema, name: rest.join('.'), column },
    kind: place.kind === 'distributed' ? 'sharded' : place.kind,
    shards: column === null ? null : shards,
    // Columns of other types have other hashes.
    colocation: place.kind === 'distributed' ? `${place.group} ${found?.type}` : null,
    isPartition: table.partitionOf !== null,
    // Partitions may have theirs in another order.
    columns: root.columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name),
    ...{ rows: 0, hash: '0', files: [] },
  };
}
