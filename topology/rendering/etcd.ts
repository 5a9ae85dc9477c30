import { addressOf, listenAddresses, type ClusterPlan, type EtcdMemberPlan } from '../plan';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { isClearRefused, isVerified, stageOf } from '../tls/tls-stage';

/** Where a member's volume is mounted. */
export const ETCD_VOLUME = '/var/lib/etcd';

/**
 * How a member finds its store when it starts on an empty volume. With data of its own it looks at
 * none of this, so that a container keeps what it was made with for as long as it stands.
 */
export interface EtcdBootstrap {
  /** `existing`: the store is there, and expects the member. */
  readonly state: 'new' | 'existing';
  /** The members at that moment, itself included: `name=peer URL`, separated by commas. */
  readonly cluster: string;
  /** The id under which the member was added to a running store; undefined for one of the first. */
  readonly joinedAs?: string | undefined;
}

/** What tells how a store speaks TLS. */
type Staged = Pick<ClusterPlan, 'tls'>;

/** A member's address for its peers: the one thing at which a member serves clear text or TLS alone. */
export function peerUrl(plan: Staged, member: EtcdMemberPlan): string {
  return `${peerScheme(plan)}://${addressOf(member)}:${member.peerPort}`;
}

/** A member's address for clients. */
export function clientUrl(plan: Staged, member: EtcdMemberPlan): string {
  return `${isVerified(plan) ? 'https' : 'http'}://${addressOf(member)}:${member.clientPort}`;
}

function peerScheme(plan: Staged): string {
  return isClearRefused(plan) ? 'https' : 'http';
}

/** What a member serves clients by: both on one port, until clear text is refused. */
function clientSchemes(plan: Staged): readonly string[] {
  if (isClearRefused(plan)) return ['https'];
  return stageOf(plan) === 'off' ? ['http'] : ['http', 'https'];
}

/** The bootstrap of a store that all planned members make together. */
export function firstBootstrap(plan: ClusterPlan): EtcdBootstrap {
  const members = plan.etcd.map((member) => `${member.name}=${peerUrl(plan, member)}`);
  return { state: 'new', cluster: members.join(',') };
}

/** The command of a member's container. */
export function renderEtcd(
  plan: ClusterPlan,
  member: EtcdMemberPlan,
  bootstrap: EtcdBootstrap,
): string[] {
  const clients = (hosts: readonly string[]): string =>
    hosts
      .flatMap((host) =>
        clientSchemes(plan).map((scheme) => `${scheme}://${host}:${member.clientPort}`),
      )
      .join(',');
  const peers = listenAddresses(member).map(
    (host) => `${peerScheme(plan)}://${host}:${member.peerPort}`,
  );
  const flags = {
    name: member.name,
    'listen-client-urls': clients(listenAddresses(member)),
    'advertise-client-urls': clients([addressOf(member)]),
    'listen-peer-urls': peers.join(','),
    'initial-advertise-peer-urls': peerUrl(plan, member),
    'initial-cluster': bootstrap.cluster,
    'initial-cluster-token': plan.network,
    'initial-cluster-state': bootstrap.state,
    ...(plan.hosts === undefined ? ONE_DISK : OWN_HOSTS),
    // Patroni writes a revision a loop and node and reads none of the old ones.
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '10m',
    'log-level': 'warn',
    ...(plan.tls && TLS_FLAGS),
  };
  return [
    ...['etcd-entrypoint', ETCD_VOLUME, bootstrap.joinedAs ?? NOT_JOINED],
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
  ];
}

/**
 * ms. The members of one host share a disk with all databases: etcd's own 100 and 1,000 would elect new
 * leaders whenever a flush is slow.
 */
const ONE_DISK = { 'heartbeat-interval': '250', 'election-timeout': '2500' };

/**
 * ms. A lost host may have had the store's leader, without which nobody is elected in any group: it has
 * another one, 0.5 to 1 s later, when the managers have made up their minds. etcd takes no less than five
 * heartbeats.
 */
const OWN_HOSTS = { 'heartbeat-interval': '100', 'election-timeout': '500' };

/** Clients and peers alike are asked for a certificate: there is no other login. */
const TLS_FLAGS = {
  'cert-file': CERTIFICATE_FILES.certificate,
  'key-file': CERTIFICATE_FILES.key,
  'trusted-ca-file': CERTIFICATE_FILES.authorities,
  'client-cert-auth': 'true',
  'peer-cert-file': CERTIFICATE_FILES.certificate,
  'peer-key-file': CERTIFICATE_FILES.key,
  'peer-trusted-ca-file': CERTIFICATE_FILES.authorities,
  'peer-client-cert-auth': 'true',
  // A peer proves that it is of the cluster by its certificate. Its address would be looked up by name,
  // which Docker does not answer while it is restarted.
  'experimental-peer-skip-client-san-verification': 'true',
};

/** A member's environment, which etcdctl reads there: how it reaches the member. Empty in clear. */
export function etcdctlEnvironment({ tls }: Staged, { clientPort }: EtcdMemberPlan) {
  if (tls === undefined) return {};
  const { authorities, certificate, key } = CERTIFICATE_FILES;
  return {
    envs: [
      `ETCDCTL_ENDPOINTS=https://127.0.0.1:${clientPort}`,
      `ETCDCTL_CACERT=${authorities}`,
      `ETCDCTL_CERT=${certificate}`,
      `ETCDCTL_KEY=${key}`,
    ],
  };
}

/** The entry point's word for a member that was not added to a running store. */
const NOT_JOINED = '-';

/** The bootstrap in a container's command; undefined where {@link renderEtcd} did not make it. */
export function parseBootstrap(command: readonly string[]): EtcdBootstrap | undefined {
  const flag = (name: string): string | undefined =>
    command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const [program, , id] = command;
  const cluster = flag('initial-cluster');
  const state = flag('initial-cluster-state');
  if (program !== 'etcd-entrypoint' || cluster === undefined) return undefined;
  if (state !== 'new' && state !== 'existing') return undefined;
  return { state, cluster, ...(id !== NOT_JOINED && { joinedAs: id }) };
}
