import type { HostConfig } from '../../topology/hosts/host-config';
import { hostEngines } from './cluster-docker';
import { describeEngine } from './describe-engine';

/** How long an engine may take to answer, ms. */
const LIMIT_MS = 3000;

/** The names of the hosts whose engines do not answer; lost ones are not asked. */
export async function silentHosts(hosts: readonly HostConfig[]): Promise<string[]> {
  const silent = [...hostEngines(hosts)].map(async ([name, docker]) =>
    describeEngine(docker, LIMIT_MS).then(
      () => [],
      () => [name],
    ),
  );
  return (await Promise.all(silent)).flat();
}
