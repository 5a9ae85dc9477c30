import type { TargetCluster } from '../../export/into/target-cluster';
import { closeSession } from '../../manager/sessions/sessions';

/** PostgreSQL's identifier of a cluster's coordinator, which stays with its data. */
export async function systemOf({ nodes: [coordinator] }: TargetCluster): Promise<string> {
  const client = await coordinator.open();
  try {
    const { rows } = await client.query<{ id: string }>(
      'SELECT system_identifier::text AS id FROM pg_control_system()',
    );
    return rows[0]?.id ?? '';
  } finally {
    await closeSession(client);
  }
}
