import type { PoolerLoad } from '../../../manager/observe/pooler-probe';
import { formatNumber } from '../../../report/html';
import type { HostConfig } from '../../../topology/hosts/host-config';
import { waysIn, type GroupPlan } from '../../../topology/plan';
import { counted } from '../base/format';
import {
  partTone,
  type EndpointView,
  type KnownCluster,
  type NodeView,
  type Tone,
  type TopologyView,
} from './topology-view';
import { partsOn } from '../../../topology/hosts/parts-on';

/** A part of a host that is no database node. */
export interface ServiceView {
  readonly name: string;
  readonly tone: Tone;
  /** E.g. `stands by`, `3 sessions`; empty where there is nothing to say. */
  readonly words: string;
  /** Whether it is the manager that acts. */
  readonly acts: boolean;
}

/** A Docker host as it is drawn. */
export interface HostView {
  readonly name: string;
  readonly address: string;
  /** `bad` where nothing that it has answers. */
  readonly tone: Tone;
  /** What it is besides there: `does not answer`, `draining`, …; else empty. */
  readonly words: string;
  readonly nodes: readonly NodeView[];
  readonly services: readonly ServiceView[];
}

/** Hosts that fail together. */
export interface ZoneView {
  /** Null where zones are not told apart. */
  readonly name: string | null;
  readonly hosts: readonly HostView[];
}

/** Where the parts of a cluster on several hosts stand. */
export interface HostsView {
  readonly zones: readonly ZoneView[];
  /** By group, in the order of the view: e.g. `primary on h1, standby on h2`. */
  readonly places: readonly string[];
  /** The pooled port, through all poolers. */
  readonly pooled: EndpointView;
}

/** What is drawn of the hosts; null for a cluster on one. */
export function hostsView(state: KnownCluster, view: TopologyView): HostsView | null {
  const { hosts } = state.plan;
  if (hosts === undefined) return null;
  const isZoned = hosts.some(({ name, zone }) => zone !== name);
  const zones = isZoned ? [...new Set(hosts.map(({ zone }) => zone))].sort() : [null];
  const nodes = view.groups.flatMap((group) => group.nodes);
  const services = serviceViews(state, view);
  const drawn = (host: HostConfig) => hostView(state, host, { nodes, services });
  return {
    zones: zones.map((name) => ({
      name,
      hosts: hosts.filter(({ zone }) => name === null || zone === name).map(drawn),
    })),
    places: state.plan.groups.map((group) => placesOf(group, nodes)),
    pooled: pooledView(state),
  };
}

function hostView(
  { plan, status }: KnownCluster,
  { name, address, state }: HostConfig,
  all: { readonly nodes: readonly NodeView[]; readonly services: readonly ServiceView[] },
): HostView {
  const own = new Set(partsOn(plan, name).map((part) => part.name));
  const isOwn = (part: { readonly name: string }): boolean => own.has(part.name);
  const nodes = all.nodes.filter(isOwn);
  const services = all.services.filter(isOwn);
  const answers = status.hosts?.find((one) => one.name === name)?.answers;
  const isSilent = answers === false;
  // Of a host with one part nobody says that it is silent.
  const isAnyWell = [...nodes, ...services].some(({ tone }) => tone !== 'bad');
  return {
    ...{ name, address, nodes, services },
    tone: isSilent ? 'bad' : answers === true && isAnyWell ? 'good' : 'unknown',
    words: isSilent
      ? 'does not answer'
      : state !== 'active'
        ? state
        : own.size === 0
          ? 'has nothing yet'
          : '',
  };
}

function serviceViews(state: KnownCluster, { etcd }: TopologyView): ServiceView[] {
  const { plan, status, loadBalancers = [] } = state;
  const view = (name: string, healthy: boolean | undefined, words: string): ServiceView => ({
    name,
    tone: partTone(state, name, healthy),
    words: healthy === false ? 'does not answer' : words,
    acts: healthy === true && name === status.acting,
  });
  const ways = waysIn(plan).flatMap(({ loadBalancer, pooler, manager }) => {
    const way = status.waysIn.find((one) => one.pooler.name === pooler.name);
    const load = way?.pooler.load ?? null;
    const sessions = loadBalancers.find(({ name }) => name === loadBalancer.name)?.sessions ?? null;
    const told = status.managers.find(({ name }) => name === manager.name)?.healthy;
    const isActing = manager.name === status.acting;
    return [
      view(
        loadBalancer.name,
        way?.loadBalancer.healthy,
        sessions === null ? '' : counted(sessions, 'session'),
      ),
      view(pooler.name, way?.pooler.healthy, load === null ? '' : clientWords(load)),
      view(manager.name, told, told === undefined ? '' : isActing ? 'acts' : 'stands by'),
    ];
  });
  return [
    ...etcd.map(({ name, tone }) => ({
      ...{ name, tone, acts: false },
      words: tone === 'bad' ? 'does not serve' : '',
    })),
    ...ways,
  ];
}

function clientWords({ clients, waiting }: Pick<PoolerLoad, 'clients' | 'waiting'>): string {
  return `${counted(clients, 'client')}${waiting > 0 ? `, ${formatNumber(waiting)} waiting` : ''}`;
}

/** The primary first, what does not work last. */
function placesOf({ nodes }: GroupPlan, views: readonly NodeView[]): string {
  const placed = nodes.map(({ name, host = '' }) => {
    const node = views.find((one) => one.name === name);
    if (node?.tone !== 'good') return { rank: 2, words: `none at work on ${host}` };
    return node.isPrimary
      ? { rank: 0, words: `primary on ${host}` }
      : { rank: 1, words: `standby on ${host}` };
  });
  return placed
    .sort((one, other) => one.rank - other.rank)
    .map(({ words }) => words)
    .join(', ');
}

function pooledView({ plan, status }: KnownCluster): EndpointView {
  const loads = status.waysIn.flatMap(({ pooler: { load } }) => load ?? []);
  const sum = (of: 'clients' | 'waiting') => loads.reduce((all, load) => all + load[of], 0);
  const isUntold = status.waysIn.length === 0;
  return {
    ...{ name: 'pooled', port: plan.pooler.port.external, serving: [] },
    tone: isUntold ? 'unknown' : loads.length === 0 ? 'bad' : 'good',
    words: isUntold
      ? 'does not tell'
      : loads.length === 0
        ? 'no pooler answers'
        : clientWords({ clients: sum('clients'), waiting: sum('waiting') }),
  };
}
