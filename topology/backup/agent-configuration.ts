import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { listenAddresses, type GroupPlan } from '../plan';
import { stanzaOf, type RepositoryPlan } from './backup-plan';

/** Where the agent of a repository (images/database/backup-agent) finds {@link AgentConfiguration}, as JSON. */
export const AGENT_CONFIGURATION = '/etc/pgbackrest/agent.json';

/** What the agent of a repository is told; everything else stands in pgBackRest's configuration. */
export interface AgentConfiguration {
  readonly port: number;
  /** IP addresses at which it listens; absent for all that its container has. */
  readonly addresses?: readonly string[];
  /** pgBackRest's number of the repository, 1 or 2. */
  readonly repository: number;
  readonly stanzas: readonly string[];
  /** Whether the repository is the volume: how full that is, is told then. */
  readonly volume: boolean;
  /** Paths of PEM files: its own certificate and key, and whose certificates it takes. */
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string;
}

/** What the agent of a repository is told in a cluster of these groups. */
export function agentConfiguration(
  container: RepositoryPlan,
  groups: readonly Pick<GroupPlan, 'name'>[],
): AgentConfiguration {
  const { number, agentPort, repository, host } = container;
  const { certificate, key, authorities } = CERTIFICATE_FILES;
  return {
    port: agentPort,
    ...(host !== undefined && { addresses: listenAddresses(container) }),
    repository: number,
    stanzas: groups.map(stanzaOf),
    volume: repository.type === 'volume',
    certificate,
    key,
    authorities,
  };
}
