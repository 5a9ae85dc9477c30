import type Docker from 'dockerode';
import type { WorkerContents } from '../../topology/change/existing-cluster';
import { askNode } from './ask-node';

/** Longest count of a worker's rows before estimates are taken, ms. */
const COUNT_LIMIT_MS = 5000;

/** Shards of one table on one group, by the names of their own tables there. */
export interface Placements {
  readonly group: number;
  readonly table: string;
  readonly names: readonly string[];
}

/** A table of a worker, and its rows: counted, or estimated, below 0 where nobody did. */
interface WorkerTable {
  readonly name: string;
  readonly rows: number;
}

/**
 * What a worker holds that is nowhere else.
 *
 * @param container its primary's, where one runs
 * @param placements those that the coordinator has there; reference tables among them are not asked for
 * @param elsewhere names of tables there that other nodes have too
 */
export async function readContents(
  docker: Docker,
  worker: { group: number; container: string | undefined; database: string },
  placements: readonly Placements[],
  elsewhere: ReadonlySet<string>,
): Promise<WorkerContents> {
  const { group, container, database } = worker;
  const here = placements.filter((one) => one.group === group);
  const shards = here.map(({ table, names }) => ({ table, shards: names.length }));
  const unasked = { group, shards, own: [], rows: undefined, exact: false };
  if (container === undefined) return unasked;
  try {
    const { tables, exact } = await readTables(docker, container, database);
    const names = new Set(here.flatMap((one) => one.names));
    const isOwn = ({ name, rows }: WorkerTable): boolean =>
      !names.has(name) && !elsewhere.has(name) && rows !== 0;
    const own = tables.filter(isOwn);
    const counted = [...own, ...tables.filter(({ name }) => names.has(name))];
    const others = JSON.parse(await askNode(docker, container, [databases(database)])) as string[];
    return {
      ...{ group, shards },
      own: [
        ...own.map(({ name }) => `table ${name} of its own`),
        ...others.map((name) => `database ${name}`),
      ],
      rows: counted.reduce((sum, { rows }) => sum + Math.max(0, rows), 0),
      exact,
    };
  } catch {
    return unasked;
  }
}

async function readTables(
  docker: Docker,
  container: string,
  database: string,
): Promise<{ tables: WorkerTable[]; exact: boolean }> {
  const read = async (rows: string): Promise<WorkerTable[]> =>
    JSON.parse(
      await askNode(docker, container, [SHOW_SHARDS, userTables(rows)], {
        database,
        timeoutMs: COUNT_LIMIT_MS,
      }),
    ) as WorkerTable[];
  try {
    return { tables: await read(COUNTED), exact: true };
  } catch {
    return { tables: await read('c.reltuples'), exact: false };
  }
}

/** Citus hides shards from its catalogues' readers; elsewhere the setting means nothing. */
const SHOW_SHARDS = 'SET citus.override_table_visibility = off';

const COUNTED = `(xpath('/row/n/text()', query_to_xml(
  'SELECT count(*) AS n FROM ' || c.oid::regclass, false, true, '')))[1]::text::float8`;

/** Tables that no extension and no system made, with their rows. */
function userTables(rows: string): string {
  return `
    SELECT coalesce(json_agg(json_build_object('name', c.oid::regclass::text, 'rows', ${rows})), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                      AND d.objid = c.oid AND d.deptype = 'e')`;
}

function databases(own: string): string {
  return `
    SELECT coalesce(json_agg(datname), '[]') FROM pg_database
    WHERE NOT datistemplate AND datname NOT IN ('postgres', '${own}')`;
}
