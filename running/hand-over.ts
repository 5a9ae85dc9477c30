import type Docker from 'dockerode';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ClusterPlan, GroupPlan } from '../topology/plan';
import { PATRONI_DIRECTORY } from '../topology/rendering/patroni';

/**
 * Has Patroni hand over from a group's primary to its standby, whether or not the plan still has a
 * place for the primary. Runs in its container, whose configuration has the password for it.
 *
 * @throws Error with Patroni's words where it refuses
 */
export async function handOver(
  docker: Docker,
  { engine, network }: ClusterPlan,
  { scope, group }: GroupPlan,
  primary: string,
  standby: string,
): Promise<void> {
  const command = [
    ...['patronictl', '-c', PATRONI_DIRECTORY, 'switchover', scope],
    // With Citus all groups share a scope.
    ...(engine === 'citus' ? ['--group', String(group)] : []),
    ...['--leader', primary, '--candidate', standby, '--force'],
  ];
  const container = docker.getContainer(`${network}-${primary}`);
  const { code, output } = await execInContainer(container, command, 'postgres');
  if (code !== 0) throw new Error(output.trim());
}
