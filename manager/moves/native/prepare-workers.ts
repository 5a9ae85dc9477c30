import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import { define, dumpSchema } from './copy/schema-dump';

/** A worker's primary and a superuser's session in the cluster's database there. */
export interface WorkerSession {
  readonly node: NodePlan;
  readonly client: Client;
}

const PARENTS = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
  WHERE c.relkind = 'p' AND NOT c.relispartition ORDER BY 1`;

/** The partitioned tables that shards of a worker are under. */
export async function readParents(client: Client): Promise<string[]> {
  // The names are those of every session, whatever this one has done before.
  await client.query('RESET search_path');
  const { rows } = await client.query<{ name: string }>(PARENTS);
  return rows.map(({ name }) => name);
}

/**
 * Gives workers the partitioned tables that another one has and they lack, and before them what tables
 * may be made of: extensions, schemas, types, functions. So a new worker can take shards and is altered
 * with the others. What is there stays as it is; ordinary tables are nobody's to copy.
 *
 * @returns workers that were given something
 * @throws Error of PostgreSQL where a table can't be made
 */
export async function prepareWorkers(
  workers: readonly WorkerSession[],
  plan: ClusterPlan,
): Promise<NodePlan[]> {
  const known = await Promise.all(
    workers.map(async (worker) => ({ worker, parents: await readParents(worker.client) })),
  );
  const [model] = [...known].sort((one, other) => other.parents.length - one.parents.length);
  if (model === undefined) return [];
  const prepared: NodePlan[] = [];
  for (const { worker, parents } of known) {
    const missing = model.parents.filter((name) => !parents.includes(name));
    if (missing.length === 0) continue;
    await prepareWorker(worker, model.worker, plan, missing);
    prepared.push(worker.node);
  }
  return prepared;
}

async function prepareWorker(
  { node, client }: WorkerSession,
  model: WorkerSession,
  plan: ClusterPlan,
  missing: readonly string[],
): Promise<void> {
  const dump = (options: readonly string[]): Promise<string[]> =>
    dumpSchema(model.client, plan, model.node, [
      '--no-publications',
      '--no-subscriptions',
      ...options,
    ]);
  const bases = await dump(['--exclude-table', '*.*']);
  const tables = await dump(missing.flatMap((name) => ['--table', patternOf(name)]));
  // A function may be about a table, and a table use a function.
  const failed = await define(client, bases, 'go on');
  await define(client, tables);
  for (const { statement, error } of await define(
    client,
    failed.map((one) => one.statement),
    'go on',
  )) {
    log('warn', 'a worker lacks what another one has', {
      worker: node.name,
      like: model.node.name,
      statement: statement.split('\n', 1)[0],
      error: error.message,
    });
  }
  await client.query('RESET ALL');
}

/** A name that SQL writes in any way, as pg_dump takes it; without a schema, that of public. */
function patternOf(name: string): string {
  return /^[a-z0-9_]+$/.test(name) ? `public.${name}` : name;
}
