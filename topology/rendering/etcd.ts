import type { ClusterPlan, EtcdMemberPlan } from '../plan';
import { yaml } from './yaml';

/** Where a member's volume is mounted. */
export const ETCD_DATA_DIRECTORY = '/var/lib/etcd';

/** Path of a member's configuration file in its container. */
export const ETCD_CONFIGURATION = '/etc/etcd/etcd.yml';

/** A member's configuration file. */
export function renderEtcd(plan: ClusterPlan, member: EtcdMemberPlan): string {
  const clientUrl = (host: string): string => `http://${host}:${member.clientPort}`;
  const peerUrl = ({ name, peerPort }: EtcdMemberPlan): string => `http://${name}:${peerPort}`;
  return yaml({
    name: member.name,
    'data-dir': `${ETCD_DATA_DIRECTORY}/data`,
    'listen-client-urls': clientUrl('0.0.0.0'),
    'advertise-client-urls': clientUrl(member.name),
    'listen-peer-urls': `http://0.0.0.0:${member.peerPort}`,
    'initial-advertise-peer-urls': peerUrl(member),
    'initial-cluster': plan.etcd.map((peer) => `${peer.name}=${peerUrl(peer)}`).join(','),
    'initial-cluster-token': plan.network,
    'initial-cluster-state': 'new',
    // ms. The members share a disk with databases under load: the defaults of 100 and 1,000 would
    // elect new leaders whenever a flush is slow.
    'heartbeat-interval': 250,
    'election-timeout': 2500,
    // Patroni writes a revision a loop and node and reads none of the old ones.
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '10m',
    'log-level': 'warn',
  });
}
