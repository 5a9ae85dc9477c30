import type { Client } from 'pg';
import { stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan, GroupPlan } from '../../topology/plan';
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
  const layout = { stack, engine, groups: groups.map(stanzaOf), database, ...versions };
  return { version: 1, ...layout, config: layoutConfig(plan) };
}

/** Keys of a stack's file by which another cluster is made like this one, on one host. */
export function layoutConfig(plan: ClusterPlan): Readonly<Record<string, unknown>> {
  const { engine, images, groups, workerHa, shardReplicationFactor } = plan;
  const { synchronousMode, postgres } = plan;
  const [coordinator, worker] = groups;
  const memory = (group: GroupPlan): number | undefined => group.nodes[0]?.resources.memoryMiB;
  return {
    ...{
      engine,
      baseImage: images.database.base,
      workerHa,
      shardReplicationFactor,
      synchronousMode,
    },
    ...(coordinator && {
      coordinators: coordinator.nodes.length,
      'resources.coordinator.memoryMiB': memory(coordinator),
    }),
    'workers.count': groups.length - 1,
    ...(worker && {
      'workers.standbys': worker.nodes.length - 1,
      'resources.worker.memoryMiB': memory(worker),
    }),
    'postgres.coordinator': postgres.coordinator,
    'postgres.worker': postgres.worker,
    'dataset.regions': plan.dataset.regions,
    'dataset.distributionColumn': plan.dataset.distributionColumn,
    'dataset.shardCount': plan.dataset.shardCount,
    'dataset.seed': plan.dataset.seed,
  };
}

/** Writes the file of the layout where a repository has another one, or none. */
export async function keepLayout(agent: RepositoryAgent, layout: LayoutFile): Promise<void> {
  const content = `${JSON.stringify(layout)}\n`;
  if ((await agent.readFile(LAYOUT_FILE)) === content) return;
  await agent.writeFile(LAYOUT_FILE, content);
}
