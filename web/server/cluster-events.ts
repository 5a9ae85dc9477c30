import type { ClusterEvent, ClusterState } from '../api/cluster';

type Told = Pick<ClusterEvent, 'kind' | 'tone' | 'text'>;
type Known = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

/** What happened between two states of a stack. */
export function clusterEvents(before: ClusterState, after: ClusterState): ClusterEvent[] {
  const { at, stack } = after;
  return [...reachability(before, after), ...changes(before, after)].map((told) => ({
    ...{ at, stack },
    ...told,
  }));
}

const WORDS: Readonly<Record<ClusterState['kind'], string>> = {
  up: 'the manager answers',
  'no-manager': 'the manager does not answer',
  'no-engine': 'the Docker engine does not answer',
  'not-up': 'the stack is not up',
  unknown: 'the state of the stack can not be read',
};

function reachability(before: ClusterState, after: ClusterState): Told[] {
  if (before.kind === after.kind) return [];
  return [
    { kind: 'reachable', tone: after.kind === 'up' ? 'good' : 'bad', text: WORDS[after.kind] },
  ];
}

function changes(before: ClusterState, after: ClusterState): Told[] {
  if (before.kind !== 'up' || after.kind !== 'up') return [];
  return [
    ...hosts(before, after),
    ...primaries(before, after),
    ...nodes(before, after),
    ...consensus(before, after),
    ...ways(before, after),
    ...acting(before, after),
    ...shards(before, after),
    ...moves(before, after),
    ...loadBalancer(before, after),
    ...health(before, after),
  ];
}

function hosts(before: Known, after: Known): Told[] {
  return (after.status.hosts ?? []).flatMap(({ name, answers }): Told[] => {
    const was = before.status.hosts?.find((one) => one.name === name);
    if (was === undefined || was.answers === answers) return [];
    const text = `host ${name} ${answers ? 'answers' : 'does not answer'}`;
    return [{ kind: 'host', tone: answers ? 'good' : 'bad', text }];
  });
}

/** Load balancers and poolers, where there are several. */
function ways(before: Known, after: Known): Told[] {
  if (after.status.waysIn.length < 2) return [];
  const parts = ({ status }: Known) =>
    status.waysIn.flatMap(({ loadBalancer, pooler }) => [loadBalancer, pooler]);
  const were = parts(before);
  return parts(after).flatMap(({ name, healthy }): Told[] => {
    const was = were.find((one) => one.name === name);
    if (was === undefined || was.healthy === healthy) return [];
    const text = `${name} ${healthy ? 'answers' : 'does not answer'}`;
    return [{ kind: 'load-balancer', tone: healthy ? 'good' : 'bad', text }];
  });
}

/** Which manager acts, where there are several. */
function acting({ status: { acting: was } }: Known, { status }: Known): Told[] {
  const is = status.acting;
  if (was === is || status.managers.length < 2) return [];
  if (is === null) return [{ kind: 'manager', tone: 'bad', text: `no manager acts (was ${was})` }];
  return [{ kind: 'manager', tone: 'good', text: `${is} acts (was ${was ?? 'none'})` }];
}

function primaries(before: Known, after: Known): Told[] {
  return after.status.groups.flatMap(({ group, name, primary }): Told[] => {
    const was = before.status.groups.find((one) => one.group === group);
    if (was === undefined || was.primary === primary) return [];
    if (primary === null) {
      return [
        { kind: 'primary', tone: 'bad', text: `${name} has no primary (was ${was.primary})` },
      ];
    }
    const text = `${primary} is primary of ${name} (was ${was.primary ?? 'none'})`;
    return [{ kind: 'primary', tone: 'good', text }];
  });
}

function nodes(before: Known, after: Known): Told[] {
  return after.status.nodes.flatMap((node): Told[] => {
    const was = before.status.nodes.find(({ name }) => name === node.name);
    if (was === undefined) return [];
    const told: Told[] = [];
    if (was.state !== node.state) {
      const works = node.state === 'running' || node.state === 'streaming';
      const state = node.state === 'unreachable' ? 'does not answer' : `is ${node.state}`;
      told.push({ kind: 'node', tone: works ? 'good' : 'bad', text: `${node.name} ${state}` });
    }
    // A node that has become primary, or was, is told of as such.
    if (was.synchronous !== node.synchronous && was.role === node.role) {
      const text = node.synchronous
        ? `${node.name} is a synchronous standby`
        : `${node.name} is no synchronous standby any more`;
      told.push({ kind: 'synchronous', tone: node.synchronous ? 'good' : 'bad', text });
    }
    return told;
  });
}

function consensus(before: Known, after: Known): Told[] {
  return after.status.etcd.flatMap(({ name, healthy }): Told[] => {
    const was = before.status.etcd.find((one) => one.name === name);
    if (was === undefined || was.healthy === healthy) return [];
    const text = healthy ? `${name} is healthy` : `${name} does not answer`;
    return [{ kind: 'etcd', tone: healthy ? 'good' : 'bad', text }];
  });
}

function shards(before: Known, after: Known): Told[] {
  return after.status.rowsByWorker.flatMap((rows): Told[] => {
    const was = before.status.rowsByWorker.find(({ group }) => group === rows.group);
    if (was === undefined || was.shards === rows.shards) return [];
    const text = `${rows.node} holds ${rows.shards} shards (were ${was.shards})`;
    return [{ kind: 'shards', tone: 'neutral', text }];
  });
}

function moves({ status: { moves: was } }: Known, { status: { moves: is } }: Known): Told[] {
  if (was === undefined || is === undefined || was.state === is.state) return [];
  const why = is.why.length === 0 ? '' : `: ${is.why.join('; ')}`;
  const done = is.state === 'at rest' && is.total > 0 ? ` after ${is.done} moves` : '';
  const tone = is.state === 'stuck' ? 'bad' : is.state === 'at rest' ? 'good' : 'neutral';
  const verb = is.state === 'moving' ? 'shards move' : `moves of shards are ${is.state}`;
  return [{ kind: 'shards', tone, text: `${verb}${done}${why}` }];
}

function loadBalancer(before: Known, after: Known): Told[] {
  if (before.loadBalancer === null && after.loadBalancer === null) return [];
  if (after.loadBalancer === null) {
    return [{ kind: 'load-balancer', tone: 'bad', text: 'the load balancer does not answer' }];
  }
  if (before.loadBalancer === null) {
    return [{ kind: 'load-balancer', tone: 'good', text: 'the load balancer answers' }];
  }
  const [were, are] = [before.loadBalancer, after.loadBalancer];
  return are.flatMap(({ name, servers }): Told[] => {
    const was = serving(were.find((one) => one.name === name)?.servers ?? []);
    const is = serving(servers);
    if (was.join() === is.join()) return [];
    const words = name.replace('_', ' ');
    const text =
      is.length === 0
        ? `the load balancer has no server for ${words}`
        : `the load balancer leads ${words} to ${is.join(', ')}`;
    return [{ kind: 'load-balancer', tone: is.length === 0 ? 'bad' : 'neutral', text }];
  });
}

/** Names of the servers that take sessions now. */
function serving(servers: NonNullable<Known['loadBalancer']>[number]['servers']): string[] {
  const inState = (wanted: string): string[] =>
    servers.filter(({ state }) => state === wanted).map(({ name }) => name);
  const up = inState('up');
  return up.length > 0 ? up : inState('backup');
}

function health(before: Known, after: Known): Told[] {
  if (before.status.healthy === after.status.healthy) return [];
  const text = after.status.healthy
    ? 'the cluster is healthy'
    : `the cluster is not healthy: ${after.status.reasons.join('; ')}`;
  return [{ kind: 'health', tone: after.status.healthy ? 'good' : 'bad', text }];
}
