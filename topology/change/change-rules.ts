import { always, anotherStack, type ChangeKey, type ChangeRule } from './change-rule';
import { BACKUP_ENABLED, FIRST_REPOSITORY, SECOND_REPOSITORY } from './backup-rules';
import { BASE_PORT, HOSTS } from './host-rules';
import { BASE_IMAGE } from './image-rule';
import { ETCD_MEMBERS, GROUP_SIZE, WORKER_COUNT, WORKER_HA } from './node-rules';
import { AUTHORITIES, TLS_MODE } from './tls-rules';
import { DISTRIBUTION_COLUMN, REPLICATION_FACTOR, SHARD_COUNT } from './table-rules';

const loadBalancerPort = always(
  'rolling',
  'the load balancer is replaced: its sessions end, for a few seconds',
);
const limits = always('live', "the containers' limits change in place");
const databaseMemory = always(
  'rolling',
  "the containers' limits change in place, then the parameters that follow the memory: node by node, by switchover",
);
const parameters = always(
  'rolling',
  'reloaded while the nodes run; what needs a restart is applied node by node, by switchover',
);
const loaded = always(
  'told',
  'nothing: the rows that are there stay; `npm run load` loads the set anew',
);
const certificates = always(
  'live',
  'certificates are made anew and taken over while the cluster works',
);
const managed = always('rolling', 'the manager is replaced: the cluster goes on without it');
const password = always('live', 'rotated while the cluster works');

/** What a change of each key does on a stack that exists, in the order of the configuration's keys. */
export const CHANGE_RULES: Readonly<Record<ChangeKey, ChangeRule>> = {
  engine: {
    says: 'refused: its tables are of another kind',
    judge: ({ from, plan }) => ({
      effect: 'refused',
      what: `the volumes that are there hold tables of engine ${from}`,
      remedy: anotherStack(plan),
    }),
  },
  baseImage: BASE_IMAGE,
  coordinators: GROUP_SIZE.coordinators,
  'workers.count': WORKER_COUNT,
  'workers.standbys': GROUP_SIZE.workers,
  workerHa: WORKER_HA,
  shardReplicationFactor: REPLICATION_FACTOR,
  'etcd.members': ETCD_MEMBERS,
  'ports.write': loadBalancerPort,
  'ports.read': loadBalancerPort,
  'ports.anyNode': loadBalancerPort,
  'ports.pooled': always('rolling', 'the pooler is replaced: its clients connect again'),
  'ports.stats': loadBalancerPort,
  'ports.manager': managed,
  'ports.coordinators': always(
    'rolling',
    'the coordinators are replaced one at a time, by switchover',
  ),
  bindAddress: always(
    'rolling',
    'load balancer, pooler and manager are replaced: sessions end, for a few seconds; coordinators with ports of their own one at a time before, by switchover',
  ),
  hosts: HOSTS,
  'network.basePort': BASE_PORT,
  'network.floatingAddress': always(
    'rolling',
    'certificates are made anew first and the load balancers listen there, then a host takes it; sessions by way of the former one end, all others go on. The managers are replaced',
  ),
  'network.routerId': always(
    'rolling',
    'the address is taken anew, a moment by several hosts; the managers are replaced',
  ),
  'resources.coordinator.memoryMiB': databaseMemory,
  'resources.coordinator.cpus': limits,
  'resources.worker.memoryMiB': databaseMemory,
  'resources.worker.cpus': limits,
  'resources.etcd.memoryMiB': limits,
  'resources.etcd.cpus': limits,
  'resources.loadBalancer.memoryMiB': limits,
  'resources.loadBalancer.cpus': limits,
  'resources.pooler.memoryMiB': limits,
  'resources.pooler.cpus': limits,
  'resources.manager.memoryMiB': limits,
  'resources.manager.cpus': limits,
  'resources.backup.memoryMiB': limits,
  'resources.backup.cpus': limits,
  'pooler.poolSize': always('rolling', 'the pooler is replaced: its clients connect again'),
  'pooler.cleanSessions': always('rolling', 'the pooler is replaced: its clients connect again'),
  'rebalance.onGrow': managed,
  'rebalance.parallelMoves': parameters,
  'postgres.coordinator': parameters,
  'postgres.worker': parameters,
  'dataset.rows': loaded,
  'dataset.regions': loaded,
  'dataset.distributionColumn': DISTRIBUTION_COLUMN,
  'dataset.shardCount': SHARD_COUNT,
  'dataset.seed': loaded,
  'tls.mode': TLS_MODE,
  'tls.names': certificates,
  'tls.leafDays': always('live', 'certificates that are made from now on hold for as long'),
  'tls.renewDays': always('live', 'certificates are renewed so long before their end'),
  'tls.authorities': AUTHORITIES,
  'tls.caCertificate': certificates,
  'backup.enabled': BACKUP_ENABLED,
  'backup.repo': FIRST_REPOSITORY,
  'backup.repo2': SECOND_REPOSITORY,
  'backup.schedule': managed,
  'backup.retention': managed,
  'backup.restorePointSeconds': managed,
  'backup.proofHours': managed,
  'backup.rehearsalDays': managed,
  'backup.archiveTimeoutSeconds': parameters,
  'backup.queueMaxGiB': always('live', 'the nodes take it over while they run'),
  synchronousMode: always('live', 'Patroni takes it over while the nodes run'),
  protectData: always('live', 'what the stack remembers of its volumes changes, and nothing else'),
  'passwords.superuser': password,
  'passwords.replicator': password,
  'passwords.rewind': password,
  'passwords.citus': password,
  'passwords.monitor': password,
  'passwords.patroniApi': password,
};
