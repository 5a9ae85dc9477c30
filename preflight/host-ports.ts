import { isListening } from '../running/hosts/is-listening';
import { UserError } from '../words/user-error';
import { hostPorts } from '../topology/host-ports';
import { allContainers, type ClusterPlan } from '../topology/plan';
import type { EngineObject } from './ownership';

/**
 * Refuses a plan for hosts where something answers at a port that a container is to listen at. What this
 * stack has there already is its own.
 *
 * @param objects what has the plan's names on the hosts
 * @throws UserError naming host, port and config key
 */
export async function checkHostPorts(
  plan: ClusterPlan,
  objects: readonly EngineObject[],
): Promise<void> {
  const there = new Set(objects.map(({ name }) => name));
  const missing = allContainers(plan).filter(({ container }) => !there.has(container));
  const ports = hostPorts(plan).filter(({ name }) => missing.some((one) => one.name === name));
  const taken = await Promise.all(
    ports.map(async (port) => ((await isListening(port.address, port.port)) ? port : undefined)),
  );
  const first = taken.find((port) => port !== undefined);
  if (first === undefined) return;
  throw new UserError(
    `port ${first.port} of host ${first.host} (config ${first.key}) is taken, and ${first.name} is to listen there`,
    `free it (\`ss -ltnp sport = :${first.port}\` there tells who has it), or choose another: npm run pulumi -- config set --path citus-cluster:${first.key} <port>`,
  );
}
