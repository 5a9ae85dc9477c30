import type Docker from 'dockerode';
import type { NodeEvidence } from '../benchmark/evidence/node-evidence';
import { hostPids } from './cpu-reading';

/**
 * This machine's ids of the processes that serve the collectors' sessions and nothing else: in each
 * node's container the relay, and the database's own process. The sessions are opened by it.
 */
export async function servingProcesses(
  docker: Docker,
  nodes: readonly NodeEvidence[],
): Promise<number[]> {
  const found = await Promise.all(
    nodes.map(async ({ session }) => {
      const [row] = await session.query<{ pid: number }>({
        text: 'SELECT pg_backend_pid() AS pid',
      });
      const { Processes } = (await docker
        .getContainer(session.node.container)
        .top({ ps_args: '-eo pid,comm' })) as { Processes: [pid: string, comm: string][] };
      const relays = Processes.filter(([, comm]) => comm === 'perl').map(([pid]) => Number(pid));
      const backend = hostPids(Processes.map(([pid]) => Number(pid))).get(row?.pid ?? -1);
      return backend === undefined ? relays : [...relays, backend];
    }),
  );
  return found.flat();
}
