import { describeEngine } from '../../running/hosts/describe-engine';
import { hostEngines } from '../../running/hosts/cluster-docker';
import type { StackStatus } from '../../running/read-status';
import type { HostConfig } from '../../topology/hosts/host-config';
import { nameOnHost, partsOn } from '../../topology/hosts/parts-on';
import type { ClusterPlan } from '../../topology/plan';
import { textTable } from '../../words/text-table';

/** How long an engine may take to tell its version, ms. */
const LIMIT_MS = 3000;

/** A host as `npm run hosts -- list` tells it. */
export interface ListedHost extends Pick<
  HostConfig,
  'name' | 'address' | 'zone' | 'roles' | 'state'
> {
  /** Version of its engine; undefined where that does not answer. */
  readonly engine: string | undefined;
  /** Names of what is planned there. */
  readonly parts: readonly string[];
  /** Those of them that are primaries now. */
  readonly primaries: readonly string[];
  /** Whether it has the floating address; absent without one. */
  readonly holdsAddress?: boolean;
}

/** All hosts of a cluster, and what stands on each. */
export async function listHosts(plan: ClusterPlan, status: StackStatus): Promise<ListedHost[]> {
  const { hosts = [] } = plan;
  const { floatingAddress } = status;
  const engines = hostEngines(hosts);
  const primaries = new Set(status.groups.map(({ primary }) => primary));
  return Promise.all(
    hosts.map(async ({ name, address, zone, roles, state }) => {
      const docker = engines.get(name);
      const version =
        docker && describeEngine(docker, LIMIT_MS).then(({ ServerVersion }) => ServerVersion);
      const parts = partsOn(plan, name).map((part) => part.name);
      return {
        ...{ name, address, zone, roles, state, parts },
        engine: await version?.catch(() => undefined),
        primaries: parts.filter((part) => primaries.has(part)),
        ...(floatingAddress && { holdsAddress: floatingAddress.holders.includes(name) }),
      };
    }),
  );
}

/** The hosts for people. */
export function hostTable(hosts: readonly ListedHost[]): string {
  return textTable(
    ['host', 'address', 'zone', 'state', 'engine', 'primaries', 'has'],
    hosts.map(({ name, address, zone, state, engine, parts, primaries, holdsAddress }) => [
      ...[name, holdsAddress === true ? `${address} (floating too)` : address, zone, state],
      engine ?? (state === 'lost' ? '' : 'does not answer'),
      primaries.map((part) => nameOnHost(part, name)).join(', '),
      parts.map((part) => nameOnHost(part, name)).join(', ') || 'nothing',
    ]),
  );
}
