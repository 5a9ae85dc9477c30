import type { Client } from 'pg';
import { TABLE } from '../../dataset/table';
import { USER_SCHEMAS } from '../layout';
import type { ImportTarget } from './import-target';
import type { TargetCluster } from './target-cluster';

const OBJECTS = `
  SELECT s.nspname || '.' || o.name AS name FROM (
    SELECT relnamespace AS schema, relname AS name, 'pg_class'::regclass AS catalogue, oid FROM pg_class
    UNION ALL SELECT typnamespace, typname, 'pg_type'::regclass, oid FROM pg_type
    UNION ALL SELECT pronamespace, proname, 'pg_proc'::regclass, oid FROM pg_proc) o
  JOIN (${USER_SCHEMAS}) s ON s.oid = o.schema
  WHERE NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = o.catalogue AND d.objid = o.oid AND d.deptype = 'e')`;

/** Reads what an import has to know of a stack. @param client a session of the owner on the coordinator */
export async function readTarget(
  client: Client,
  { stack, engine, isSharded }: TargetCluster,
): Promise<ImportTarget> {
  const names = async (sql: string): Promise<Set<string>> =>
    new Set((await client.query<{ name: string }>(sql)).rows.map(({ name }) => name));
  const objects = await names(OBJECTS);
  const rows = objects.has(`public.${TABLE}`)
    ? await client.query(`SELECT FROM public.${TABLE} LIMIT 1`)
    : undefined;
  return {
    ...{ stack, engine, objects, isSharded },
    roles: await names('SELECT rolname AS name FROM pg_roles'),
    extensions: await names('SELECT name FROM pg_available_extensions'),
    hasDataset: (rows?.rowCount ?? 0) > 0,
  };
}
