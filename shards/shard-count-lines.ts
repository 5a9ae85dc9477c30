import { TABLE } from '../dataset/table';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import type { ClusterPlan } from '../topology/plan';

/** What to set for a deployment not to wonder at the data set's shards; nothing where it would not. */
export function shardCountLines(
  { stack, dataset }: Pick<ClusterPlan, 'stack' | 'dataset'>,
  tables: readonly string[],
  shards: number,
): string[] {
  if (!tables.includes(TABLE) || dataset.shardCount === shards) return [];
  const key = `${CONFIG_NAMESPACE}:dataset.shardCount`;
  return [
    `the stack's configuration says ${dataset.shardCount}: \`npm run pulumi -- config set --path ${key} ${shards} --stack ${stack}\``,
  ];
}
