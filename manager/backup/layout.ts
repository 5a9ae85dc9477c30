import type { Client } from 'pg';
import { stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { LAYOUT_FILE, type LayoutFile } from './catalogue';
import type { RepositoryAgent } from './repository-agent';

const VERSIONS = `
  SELECT current_setting('server_version_num')::integer AS postgres,
    (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS citus`;

/** What is backed up, as the plan and the coordinator tell. */
export async function readLayout(client: Client, plan: ClusterPlan): Promise<LayoutFile> {
  type Versions = Pick<LayoutFile, 'postgres' | 'citus'>;
  const [versions] = (await client.query<Versions>(VERSIONS)).rows;
  if (versions === undefined) throw new Error('the coordinator tells no version');
  const { stack, engine, database, groups } = plan;
  return { version: 1, stack, engine, groups: groups.map(stanzaOf), database, ...versions };
}

/** Writes the file of the layout where a repository has another one, or none. */
export async function keepLayout(agent: RepositoryAgent, layout: LayoutFile): Promise<void> {
  const content = `${JSON.stringify(layout)}\n`;
  if ((await agent.readFile(LAYOUT_FILE)) === content) return;
  await agent.writeFile(LAYOUT_FILE, content);
}
