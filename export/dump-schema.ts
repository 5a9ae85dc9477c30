import { PG_DUMP } from '../manager/moves/native/copy/schema-dump';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ClusterPlan } from '../topology/plan';
import { SUPERUSER } from '../topology/postgres/roles';
import type { GroupCut } from './cut';

/**
 * Definitions as of a cut, as pg_dump writes them. Schemas are named, so that what belongs to none is left
 * out: user mappings have passwords in them.
 *
 * @param options of pg_dump
 * @throws Error with its words where it fails
 */
export async function dumpSchema(
  plan: ClusterPlan,
  { node, snapshot }: GroupCut,
  section: 'pre-data' | 'post-data',
  options: readonly string[],
): Promise<string> {
  const command = [
    ...[PG_DUMP, '--port', String(node.postgresPort), '--username', SUPERUSER],
    ...['--schema-only', `--section=${section}`, '--no-owner', `--snapshot=${snapshot}`],
    ...['--no-publications', '--no-subscriptions', '--lock-wait-timeout=5s', ...options],
    plan.database,
  ];
  const container = clusterDocker(plan).getContainer(node.container);
  const { code, output } = await execInContainer(container, command, SUPERUSER);
  if (code === 0) return output.replace(/^pg_dump: .*\n/gm, '');
  const said = output.split('\n').filter((line) => line.startsWith('pg_dump: '));
  throw new Error(`pg_dump on ${node.name}: ${said.join(' ') || `it ended with ${code}`}`);
}

/** A name in a pattern of pg_dump's options that stands for nothing else. */
export function pattern(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}
