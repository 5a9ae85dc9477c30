import type { ClusterState, LoadBalancerEndpoint } from '../../api/cluster';
import type { NodeStatus } from '../../../manager/status-document';
import { formatNumber } from '../../../report/html';
import { formatBytes } from '../../../words/bytes';
import type { ClusterPlan, GroupPlan } from '../../../topology/plan';
import { counted } from '../base/format';

/** Whether a part does its work; `unknown` where nobody says. */
export type Tone = 'good' | 'bad' | 'unknown';

/** A database node as it is drawn. */
export interface NodeView {
  readonly name: string;
  readonly tone: Tone;
  readonly isPrimary: boolean;
  /** E.g. `primary`, `synchronous standby`. */
  readonly role: string;
  /** E.g. `96 B behind`, or what it is in instead of working. */
  readonly detail: string;
}

/** A Patroni group as it is drawn. */
export interface GroupView {
  readonly name: string;
  readonly tone: Tone;
  /** Beside its name, e.g. `survives the loss of a node`. */
  readonly words: string;
  readonly nodes: readonly NodeView[];
  /** What it holds of the data set; null where nobody says, or it holds none. */
  readonly holding: {
    readonly words: string;
    /** Of all rows, 0 to 1. */
    readonly share: number;
  } | null;
}

/** One way through the load balancer as it is drawn. */
export interface EndpointView {
  /** `writes`, `reads`, `any node`. */
  readonly name: string;
  readonly port: number;
  /** Nodes that take its sessions now. */
  readonly serving: readonly string[];
  /** E.g. `coordinator-a · 3 sessions`. */
  readonly words: string;
  readonly tone: Tone;
}

/** A cluster as it is drawn. */
export interface TopologyView {
  /** The coordinator first. */
  readonly groups: readonly GroupView[];
  readonly endpoints: readonly EndpointView[];
  readonly etcd: readonly { readonly name: string; readonly tone: Tone }[];
  readonly pooler: { readonly tone: Tone; readonly words: string };
  readonly manager: { readonly tone: Tone; readonly words: string };
}

/** A stack whose plan is known. */
export type KnownCluster = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

/** What is drawn of a cluster. */
export function topologyView(state: KnownCluster): TopologyView {
  const { plan, status } = state;
  const rows = status.rowsByWorker.reduce((sum, of) => sum + of.rows, 0);
  return {
    groups: plan.groups.map((group) => groupView(state, group, rows)),
    endpoints: endpointViews(plan, state.loadBalancer),
    etcd: plan.etcd.map(({ name }) => ({
      name,
      tone: partTone(state, name, status.etcd.find((one) => one.name === name)?.healthy),
    })),
    pooler: poolerView(state),
    manager:
      state.kind === 'up'
        ? { tone: 'good', words: 'sets up, watches and reports' }
        : { tone: 'bad', words: 'does not answer' },
  };
}

function poolerView({ kind, plan, status: { pooler } }: KnownCluster): TopologyView['pooler'] {
  const port = String(plan.pooler.port.external);
  if (kind === 'no-manager' || pooler === null) return { tone: 'unknown', words: port };
  if (pooler.load === null) return { tone: 'bad', words: `${port} · does not answer` };
  const { clients, waiting } = pooler.load;
  const queue = waiting > 0 ? `, ${waiting} waiting` : '';
  return { tone: 'good', words: `${port} · ${counted(clients, 'client')}${queue}` };
}

function groupView(state: KnownCluster, group: GroupPlan, allRows: number): GroupView {
  const { status } = state;
  const told = status.groups.find((one) => one.group === group.group);
  const held = status.rowsByWorker.find((one) => one.group === group.group);
  return {
    name: group.name,
    tone: told === undefined ? 'unknown' : told.healthy ? 'good' : 'bad',
    words:
      told === undefined
        ? ''
        : told.primary === null
          ? 'no primary'
          : told.redundant
            ? 'a standby can take over'
            : group.nodes.length === 1
              ? 'one node'
              : 'no standby can take over',
    nodes: group.nodes.map(({ name }) => nodeView(state, name)),
    holding:
      held === undefined
        ? null
        : {
            words: `${counted(held.shards, 'shard')} · ${held.exact ? '' : '≈ '}${counted(held.rows, 'row')}`,
            share: allRows === 0 ? 0 : held.rows / allRows,
          },
  };
}

function nodeView({ status, kind }: KnownCluster, name: string): NodeView {
  const node = status.nodes.find((one) => one.name === name);
  if (node !== undefined) return toldNode(node);
  const container = status.containers.find((one) => one.name === name);
  const health = container?.health ?? 'none';
  return {
    name,
    tone: container === undefined || container.state === 'unknown' ? 'unknown' : 'bad',
    ...(container?.state === 'running' && { tone: 'unknown' as const }),
    isPrimary: false,
    role: kind === 'up' ? 'not told of' : 'role unknown',
    detail:
      container === undefined
        ? 'nothing is known'
        : `container ${container.state}${health === 'none' ? '' : `, ${health}`}`,
  };
}

function toldNode({ name, role, state, lagBytes, synchronous }: NodeStatus): NodeView {
  const isPrimary = role === 'primary';
  const works = state === (isPrimary ? 'running' : 'streaming');
  return {
    name,
    tone: works ? 'good' : 'bad',
    isPrimary,
    role: isPrimary
      ? 'primary'
      : role === 'unknown'
        ? 'role unknown'
        : synchronous
          ? 'synchronous standby'
          : 'standby',
    detail: !works
      ? state === 'unreachable'
        ? 'does not answer'
        : state
      : isPrimary
        ? 'takes writes'
        : lagBytes === null
          ? 'lag unknown'
          : lagBytes === 0
            ? 'up to date'
            : `${formatBytes(lagBytes)} behind`,
  };
}

const ENDPOINTS = [
  { key: 'write', haproxy: 'write', name: 'writes' },
  { key: 'read', haproxy: 'read', name: 'reads' },
  { key: 'anyNode', haproxy: 'any_node', name: 'any node' },
] as const;

function endpointViews(
  { loadBalancer }: ClusterPlan,
  told: readonly LoadBalancerEndpoint[] | null,
): EndpointView[] {
  return ENDPOINTS.map(({ key, haproxy, name }) => {
    const port = loadBalancer.ports[key].external;
    const endpoint = told?.find((one) => one.name === haproxy);
    if (endpoint === undefined) {
      return { name, port, serving: [], words: 'does not tell', tone: 'unknown' };
    }
    const up = endpoint.servers.filter(({ state }) => state === 'up');
    // Those behind others take sessions only while none of the others does.
    const serving = (
      up.length > 0 ? up : endpoint.servers.filter(({ state }) => state === 'backup')
    ).map((server) => server.name);
    const sessions = counted(endpoint.sessions, 'session');
    return {
      name,
      port,
      serving,
      words: serving.length === 0 ? 'no server' : `${shortened(serving)} · ${sessions}`,
      tone: serving.length === 0 ? 'bad' : 'good',
    };
  });
}

function shortened(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${formatNumber(names.length)} nodes`;
}

/**
 * The state of a part that is no database node.
 *
 * @param healthy what the manager says of it; undefined where it says nothing
 */
export function partTone({ kind, status }: KnownCluster, name: string, healthy?: boolean): Tone {
  if (healthy !== undefined) return healthy ? 'good' : 'bad';
  const container = status.containers.find((one) => one.name === name);
  return kind === 'up' || container?.state === 'running' || container === undefined
    ? 'unknown'
    : 'bad';
}
