import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';
import type { ClonedGroup } from './clone-sessions';

/**
 * Tables and their indexes of all databases: each row of a table is looked for in its indexes. Shards are shown, and
 * the extension that it takes is made on each node for itself.
 */
const COMMAND = [
  'env',
  'PGOPTIONS=-c citus.override_table_visibility=off -c citus.enable_ddl_propagation=off',
  '/opt/postgresql/bin/pg_amcheck',
  ...['--all', '--install-missing', '--heapallindexed', '--jobs=2', '--no-password'],
];

/** Findings that are told, the first ones. */
const TOLD = 20;

/** Finds damage of tables and indexes on a group's primary, a line each; nothing where there is none. */
export async function damagedIndexes(
  docker: Docker,
  { group, primary }: ClonedGroup,
): Promise<string[]> {
  const command = [...COMMAND, `--port=${primary.postgresPort}`];
  const container = docker.getContainer(primary.container);
  const { code, output } = await execInContainer(container, command, 'postgres');
  if (code === 0) return [];
  const lines = output.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return [...lines, ...(lines.length === 0 ? [`pg_amcheck ended with ${code}`] : [])]
    .slice(0, TOLD)
    .map((line) => `${group.name}: ${line}`);
}
