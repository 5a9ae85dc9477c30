import type { ClientBase } from 'pg';
import type { ClusterPlan } from '../topology/plan';
import type { LoadState } from './load-state';
import { TABLE } from './table';

/** What the table holds, counted. */
export interface TableContents {
  readonly rows: number;
  /** Those of them that no load made: somebody's. */
  readonly others: number;
}

/** Counts the table's rows, and those with an id that the newest load gave none. */
export async function readContents(
  client: ClientBase,
  state: LoadState | undefined,
): Promise<TableContents> {
  const complete = state?.state === 'complete';
  const { rows } = await client.query<{ rows: string; beyond: string }>(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE id NOT BETWEEN 1 AND $1) AS beyond FROM ${TABLE}`,
    [complete ? state.rows : Number.MAX_SAFE_INTEGER],
  );
  const count = Number(rows[0]?.rows);
  const loaded = complete ? state.rows : (state?.copied ?? 0);
  return { rows: count, others: Math.max(count - loaded, Number(rows[0]?.beyond)) };
}

const DISTRIBUTION_COLUMN: Readonly<Record<ClusterPlan['engine'], string>> = {
  citus: `SELECT column_to_column_name(logicalrelid, partkey) AS name FROM pg_dist_partition
    WHERE logicalrelid = '${TABLE}'::regclass`,
  native: `SELECT substring(pg_get_partkeydef('${TABLE}'::regclass) FROM '\\((.*)\\)') AS name`,
};

/** The plan with the distribution column that the table has, whatever the configuration says by now. */
export async function asTheTableIs(client: ClientBase, plan: ClusterPlan): Promise<ClusterPlan> {
  const { rows } = await client.query<{
    name: ClusterPlan['dataset']['distributionColumn'] | null;
  }>(DISTRIBUTION_COLUMN[plan.engine]);
  const distributionColumn = rows[0]?.name ?? plan.dataset.distributionColumn;
  return { ...plan, dataset: { ...plan.dataset, distributionColumn } };
}
