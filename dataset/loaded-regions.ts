import type { ClientBase } from 'pg';
import { consecutiveRegionCodes, regionCodes } from './region';

/**
 * The region codes of the rows that are there: those of the newest load, which may be older than the
 * configuration and than this version of the project.
 *
 * @param client a session on the coordinator
 * @param planned how many regions the configuration asks for, for a table that was filled otherwise
 */
export async function loadedRegionCodes(client: ClientBase, planned: number): Promise<string[]> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('cluster.dataset_load') IS NOT NULL AS there`,
  );
  if (tables[0]?.there !== true) return regionCodes(planned);
  // Through JSON, for the column is missing where `up` of this version has not run yet.
  const { rows: loads } = await client.query<{ regions: number; codes: string[] | null }>(
    `SELECT regions, to_jsonb(l) -> 'region_codes' AS codes FROM cluster.dataset_load l`,
  );
  const load = loads[0];
  if (load === undefined) return regionCodes(planned);
  return load.codes ?? consecutiveRegionCodes(load.regions);
}
