import type { Client } from 'pg';
import { TABLE } from '../../dataset/table';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import type { Observation } from '../observe/observation';
import type { Survey } from './placement-check';
import { readFacts, readHeld, SHOW_SHARDS, type Placement } from './placements';
import { withSession } from '../sessions/sessions';

/** What one group holds of the data set's table. */
export interface GroupRows {
  readonly group: number;
  /** The primary that was asked. */
  readonly node: string;
  readonly shards: number;
  readonly rows: number;
  /** Counted; else PostgreSQL's estimate, of its last VACUUM or ANALYZE. */
  readonly exact: boolean;
}

/** Longest count on one node before the estimate is taken, ms. */
const COUNT_TIMEOUT_MS = 50_000;

/** SQLSTATE of a statement that ran into its timeout. */
const QUERY_CANCELED = '57014';

/**
 * Shards and rows of the table by group, as PostgreSQL estimates them: nothing is read but the
 * catalogue.
 *
 * @param known of before: a group that does not answer keeps what was known of it
 */
export function estimatedRows(
  { facts, held }: Survey,
  holders: readonly NodePlan[],
  known: readonly GroupRows[],
): GroupRows[] {
  const placed = ofTable(facts.placements);
  if (placed.length === 0) return [];
  const asked = holders.flatMap((node): GroupRows[] => {
    const rows = held.get(node.group);
    if (rows === undefined) return [];
    const shards = placed.filter(({ group }) => group === node.group);
    const sum = shards.reduce((total, { shard }) => total + (rows.get(shard) ?? 0), 0);
    const exact = shards.length === 0;
    return [{ group: node.group, node: node.name, shards: shards.length, rows: sum, exact }];
  });
  const silent = known.filter(
    ({ group }) =>
      !asked.some((one) => one.group === group) && placed.some((one) => one.group === group),
  );
  return [...asked, ...silent.map((one) => ({ ...one, exact: false }))].sort(
    (one, other) => one.group - other.group,
  );
}

/** Those primaries that may hold shards: the workers', or the only one. */
export function shardHolders({ groups }: Observation): NodePlan[] {
  const primaries = groups.flatMap(({ primary }) => primary?.node ?? []);
  return groups.length === 1 ? primaries : primaries.filter(({ group }) => group !== 0);
}

/** Counts the rows of the table by group, on every primary at once, which reads all of it. */
export async function countRows(
  plan: ClusterPlan,
  credentials: Credentials,
  observation: Observation,
): Promise<GroupRows[]> {
  const coordinator = observation.groups[0]?.primary?.node;
  if (coordinator === undefined) return [];
  const limitMs = COUNT_TIMEOUT_MS + 5000;
  const ask = <T>(node: NodePlan, run: (client: Client) => Promise<T>): Promise<T> =>
    withSession(node, credentials, plan.database, run, limitMs);
  const { placements } = await ask(coordinator, (client) => readFacts(client, plan.engine));
  const placed = ofTable(placements);
  if (placed.length === 0) return [];
  return Promise.all(
    shardHolders(observation).map(async (node) => {
      const names = placed.filter(({ group }) => group === node.group).map(({ shard }) => shard);
      const counted = await ask(node, (client) => count(client, plan, names));
      return { group: node.group, node: node.name, shards: names.length, ...counted };
    }),
  );
}

function ofTable(placements: readonly Placement[]): readonly Placement[] {
  return placements.filter(({ table }) => table === TABLE);
}

async function count(
  client: Client,
  { engine }: ClusterPlan,
  shards: readonly string[],
): Promise<Pick<GroupRows, 'rows' | 'exact'>> {
  if (shards.length === 0) return { rows: 0, exact: true };
  try {
    await client.query(`SET statement_timeout = ${COUNT_TIMEOUT_MS}`);
    const counts = shards.map((name) => `SELECT count(*) AS n FROM ${name}`);
    const sql = `SELECT sum(n)::float8 AS rows FROM (${counts.join(' UNION ALL ')}) counts`;
    const { rows } = await client.query<{ rows: number }>(sql);
    return { rows: rows[0]?.rows ?? 0, exact: true };
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    if (SHOW_SHARDS[engine] !== '') await client.query(SHOW_SHARDS[engine]);
    const held = await readHeld(client, shards);
    return { rows: [...held.values()].reduce((sum, rows) => sum + rows, 0), exact: false };
  }
}
