/** What a fault can hit. */
export type TargetKind =
  'group' | 'node' | 'etcd' | 'load-balancer' | 'pooler' | 'manager' | 'role' | 'host';

/** What is known of a fault before it happens. */
export interface FaultFacts {
  /** One line for `--help` and the report. */
  readonly describes: string;
  /** Kinds of target it can hit, the default's kind first. */
  readonly targets: readonly TargetKind[];
  /** Whether it lasts for `--hold` and is then healed; the others heal by themselves. */
  readonly held: boolean;
  /** Whether an engine can't do it to its host, and only a program of the operator's can. */
  readonly byCommand?: true;
}

const CONTAINERS = ['group', 'node', 'etcd', 'load-balancer', 'pooler', 'manager'] as const;

/** Every fault, in the order in which `all` goes through them. */
export const FAULTS = {
  'kill-postgres': {
    describes: 'kill -9 of the postmaster; Patroni lives on',
    targets: ['group', 'node'],
    held: false,
  },
  'kill-container': {
    describes: 'docker kill; started again after the hold',
    targets: CONTAINERS,
    held: true,
  },
  stop: {
    describes: 'docker stop, a clean shutdown; started again after the hold',
    targets: CONTAINERS,
    held: true,
  },
  pause: {
    describes: 'all processes of the container frozen for the hold',
    targets: CONTAINERS,
    held: true,
  },
  disconnect: {
    describes: 'the container unplugged from the network for the hold',
    targets: CONTAINERS,
    held: true,
  },
  switchover: {
    describes: 'a planned change of the primary by Patroni',
    targets: ['group'],
    held: false,
  },
  'kill-etcd': {
    describes: 'docker kill of a member of the consensus store, or of all (`--target etcd`)',
    targets: ['etcd'],
    held: true,
  },
  'kill-haproxy': {
    describes: 'kill -9 of the load balancer; Docker starts it again',
    targets: ['load-balancer'],
    held: false,
  },
  'kill-manager': {
    describes: 'kill -9 of the manager; Docker starts it again',
    targets: ['manager'],
    held: false,
  },
  'coordinator-and-worker': {
    describes: "docker kill of the coordinator's and a worker's primary at the same time",
    targets: ['group'],
    held: true,
  },
  'rolling-update': {
    describes: 'npm run up with another memory limit, and with the old one again',
    targets: ['role'],
    held: false,
  },
  'kill-host': {
    describes: 'a host gone at once, with all that stands on it; started again after the hold',
    targets: ['host'],
    held: true,
  },
  'pause-host': {
    describes: 'everything on a host frozen for the hold',
    targets: ['host'],
    held: true,
  },
  'partition-host': {
    describes: 'a host cut off from the other hosts for the hold',
    targets: ['host'],
    held: true,
    byCommand: true,
  },
  'partition-host-in': {
    describes: 'a host that hears no other host for the hold, but is heard',
    targets: ['host'],
    held: true,
    byCommand: true,
  },
  'partition-host-out': {
    describes: 'a host that no other host hears for the hold, but that hears them',
    targets: ['host'],
    held: true,
    byCommand: true,
  },
  'slow-host': {
    describes: "a host's line slow for the hold: 100 ms more a round trip, 2 % of packets lost",
    targets: ['host'],
    held: true,
    byCommand: true,
  },
  'drain-host': {
    describes: 'all primaries of a host handed over one by one, and handed back after the hold',
    targets: ['host'],
    held: true,
  },
} as const satisfies Record<string, FaultFacts>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** Every name, in the order of {@link FAULTS}. */
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** What is known of a fault. */
export function factsOf(fault: FaultName): FaultFacts {
  return FAULTS[fault];
}
