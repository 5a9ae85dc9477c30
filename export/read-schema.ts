import type { ClusterPlan } from '../topology/plan';
import type { Cut, GroupCut } from './cut';
import { dumpEntries, dumpText, type DumpEntry } from './dump-entries';
import { dumpSchema, pattern } from './dump-schema';
import { USER_SCHEMAS, type TableLayout } from './layout';
import type { Manifest } from './manifest';
import { tableEntries } from './shard-entries';

/** Definitions, and what stands in the manifest of them. */
export interface ExportedSchema extends Pick<
  Manifest,
  'extensions' | 'roles' | 'sequences' | 'filledViews' | 'postgres'
> {
  readonly preData: string;
  readonly postData: string;
}

const EXTENSIONS = `
  SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY e.oid`;

const ROLES = `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`;

const SEQUENCES = `
  SELECT s.nspname AS schema, c.relname AS name FROM pg_class c
  JOIN (${USER_SCHEMAS}) s ON s.oid = c.relnamespace
  WHERE c.relkind = 'S' AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
      AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.oid`;

/** Materialised views that have rows, as `name`; where the search path is empty with their schemas. */
export const FILLED_VIEWS = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
  JOIN (${USER_SCHEMAS}) s ON s.oid = c.relnamespace
  WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid`;

/** Reads all definitions as of a cut; see {@link dumpSchema}. */
export async function readSchema(
  plan: ClusterPlan,
  cut: Cut,
  layout: readonly TableLayout[],
): Promise<ExportedSchema> {
  const [coordinator] = cut.groups;
  if (coordinator === undefined) throw new Error('the cut has no group');
  const { client } = coordinator;
  const names = async (sql: string): Promise<string[]> =>
    (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  const { rows: schemas } = await client.query<{ nspname: string }>(USER_SCHEMAS);
  const shards = plan.engine === 'native' ? layout.filter(({ kind }) => kind === 'sharded') : [];
  const options = [
    ...schemas.map(({ nspname }) => `--schema=${pattern(nspname)}`),
    // A quoted name is a pattern that stands for nothing else.
    ...shards.flatMap(({ parts }) =>
      parts.flatMap(({ foreignTable = '' }) => `--exclude-table=${foreignTable}`),
    ),
  ];
  const post = dumpEntries(await dumpSchema(plan, coordinator, 'post-data', options));
  const ofShards = await shardEntries(plan, cut, shards);
  const { rows: extensions } = await client.query<Manifest['extensions'][number]>(EXTENSIONS);
  const { rows: version } = await client.query<{ server_version_num: string }>(
    'SHOW server_version_num',
  );
  return {
    preData: await dumpSchema(plan, coordinator, 'pre-data', options),
    // Foreign keys between tables of the coordinator come last in any case.
    postData: dumpText([...ofShards, ...post]),
    extensions,
    roles: await names(ROLES),
    sequences: await readSequences(coordinator),
    filledViews: await names(FILLED_VIEWS),
    postgres: Number(version[0]?.server_version_num),
  };
}

async function readSequences({ client }: GroupCut): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ schema: string; name: string }>(SEQUENCES);
  const sequences: Manifest['sequences'] = [];
  for (const { schema, name } of rows) {
    const { rows: values } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${pattern(schema, name)}`,
    );
    if (values[0] !== undefined) sequences.push({ schema, name, ...values[0] });
  }
  return sequences;
}

/** Keys and indexes of engine native, which the shards have and the tables have not. */
async function shardEntries(
  plan: ClusterPlan,
  cut: Cut,
  tables: readonly TableLayout[],
): Promise<DumpEntry[]> {
  const found: DumpEntry[] = [];
  for (const { name, parts } of tables) {
    const [{ group, relation, shardName } = { group: 0, relation: '' }] = parts;
    const holder = cut.groups.find(({ node }) => node.group === group);
    if (shardName === undefined || holder === undefined) continue;
    const dumped = await dumpSchema(plan, holder, 'post-data', [`--table=${relation}`]);
    found.push(...tableEntries(dumpEntries(dumped), shardName, name));
  }
  return found;
}
