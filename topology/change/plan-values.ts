import type { ConfigKeyName } from '../config/config-keys';
import type { ContainerResources, ContainerRole } from '../config/cluster-config';
import { nameOnHost, partsOn } from '../hosts/parts-on';
import { servingContainers, type ClusterPlan } from '../plan';
import { placeName } from '../backup/place-name';
import { stageOf } from '../tls/tls-stage';

/** Values of configuration keys in words, as far as they are known. */
export type KeyValues = Readonly<Partial<Record<ConfigKeyName, string>>>;

/**
 * What each configuration key is set to in a plan, in words. A plan that an earlier version of this
 * project made may lack some.
 */
export function planValues(plan: ClusterPlan): KeyValues {
  const [coordinator, worker] = [plan.groups[0], plan.groups[1]];
  return {
    engine: plan.engine,
    baseImage: plan.images.database.base,
    'workers.count': String(plan.groups.length - 1),
    ...(plan.hosts === undefined && sizeValues(plan)),
    workerHa: plan.workerHa,
    shardReplicationFactor: String(plan.shardReplicationFactor),
    ...portValues(plan),
    bindAddress: plan.bindAddress,
    ...resourceValues('coordinator', coordinator?.nodes[0]?.resources),
    ...resourceValues('worker', worker?.nodes[0]?.resources),
    ...resourceValues('etcd', plan.etcd[0]?.resources),
    ...resourceValues('loadBalancer', plan.loadBalancer.resources),
    ...resourceValues('pooler', plan.pooler?.resources),
    ...resourceValues('manager', plan.manager.resources),
    ...(plan.pooler && { 'pooler.poolSize': String(plan.pooler.poolSize) }),
    // A plan from before this key was one without.
    ...(plan.pooler && { 'pooler.cleanSessions': String(plan.pooler.cleanSessions ?? false) }),
    // A plan from before these keys moved nothing, and loses nothing by moving.
    ...(plan.rebalance && {
      'rebalance.onGrow': plan.rebalance.onGrow,
      'rebalance.parallelMoves': String(plan.rebalance.parallelMoves),
    }),
    'postgres.coordinator': parameterText(plan.postgres.coordinator),
    'postgres.worker': parameterText(plan.postgres.worker),
    'dataset.rows': String(plan.dataset.rows),
    'dataset.regions': String(plan.dataset.regions),
    'dataset.distributionColumn': plan.dataset.distributionColumn,
    'dataset.shardCount': String(plan.dataset.shardCount),
    'dataset.seed': String(plan.dataset.seed),
    ...tlsValues(plan),
    ...backupValues(plan),
    synchronousMode: plan.synchronousMode,
    ...hostValues(plan),
    protectData: String(plan.protectData),
  };
}

function portValues({ groups, loadBalancer, pooler, manager }: ClusterPlan): KeyValues {
  const { write, read, anyNode, stats } = loadBalancer.ports;
  return {
    'ports.write': String(write.external),
    'ports.read': String(read.external),
    'ports.anyNode': String(anyNode.external),
    ...(pooler && { 'ports.pooled': String(pooler.port.external) }),
    'ports.stats': String(stats.external),
    'ports.manager': String(manager.port.external),
    'ports.coordinators': String(groups[0]?.nodes[0]?.published?.external ?? 0),
  };
}

/** On several hosts there may be fewer than configured, where one is lost; what stands where is told instead. */
function sizeValues({ groups: [coordinator, worker], etcd }: ClusterPlan): KeyValues {
  return {
    coordinators: String(coordinator?.nodes.length ?? 0),
    ...(worker && { 'workers.standbys': String(worker.nodes.length - 1) }),
    'etcd.members': String(etcd.length),
  };
}

/** `etcd, coordinator, worker-1`; empty where nothing stands there. The floating address has a key of its own. */
function namesOn(plan: ClusterPlan, host: string): string {
  return partsOn(plan, host, servingContainers(plan))
    .map(({ name }) => nameOnHost(name, host))
    .join(', ');
}

/** A plan from before these keys is one of a single host. */
function hostValues(plan: ClusterPlan): KeyValues {
  const { hosts = [], etcd, floatingAddress } = plan;
  const words = hosts.map(({ name, address, docker, zone, roles, state, engine }) =>
    [
      name,
      address,
      docker,
      ...(engine === undefined ? [] : [`engine ${engine.slice(0, 9)}`]),
      `zone ${zone}`,
      roles.join('+'),
      ...(state === 'active' ? [] : [state]),
      `with ${namesOn(plan, name) || 'nothing'}`,
    ].join(' '),
  );
  return {
    hosts: words.join('; ') || 'none',
    ...(hosts.length > 0 && { 'network.basePort': String(etcd[0]?.clientPort) }),
    'network.floatingAddress': floatingAddress?.address ?? 'none',
    ...(floatingAddress && { 'network.routerId': String(floatingAddress.routerId) }),
  };
}

function tlsValues(plan: ClusterPlan): KeyValues {
  return {
    'tls.mode': stageOf(plan),
    ...(plan.tls && {
      'tls.names': plan.tls.names.join(',') || 'none',
      'tls.leafDays': String(plan.tls.leafDays),
      'tls.renewDays': String(plan.tls.renewDays),
      'tls.authorities': plan.tls.authorities.join(','),
    }),
  };
}

/** A plan from before these keys was one without. */
function backupValues({ backup }: ClusterPlan): KeyValues {
  if (backup === undefined) return { 'backup.enabled': 'false' };
  const [first, second] = backup.repositories;
  const { full, differential, incremental } = backup.schedule;
  return {
    'backup.enabled': 'true',
    ...resourceValues('backup', first?.resources),
    ...(first && { 'backup.repo': placeName(first.repository) }),
    'backup.repo2': second === undefined ? 'none' : placeName(second.repository),
    'backup.schedule': `full ${full}, differential ${differential}, incremental ${incremental}`,
    'backup.retention': String(backup.retention),
    'backup.restorePointSeconds': String(backup.restorePointSeconds),
    ...known('backup.proofHours', backup.proofHours),
    ...known('backup.rehearsalDays', backup.rehearsalDays),
    'backup.archiveTimeoutSeconds': String(backup.archiveTimeoutSeconds),
    'backup.queueMaxGiB': String(backup.queueMaxGiB),
  };
}

/** Nothing of a key that came after the plan. */
function known(key: ConfigKeyName, value: number | undefined): KeyValues {
  return value === undefined ? {} : { [key]: String(value) };
}

function resourceValues(role: ContainerRole, resources: ContainerResources | undefined): KeyValues {
  if (resources === undefined) return {};
  const { memoryMiB, cpus } = resources;
  return {
    [`resources.${role}.memoryMiB`]: String(memoryMiB),
    [`resources.${role}.cpus`]: cpus ?? 'no limit',
  };
}

/** `max_connections=300, work_mem=8MB`, by name; `none` where there are none. */
function parameterText(parameters: Readonly<Record<string, string>>): string {
  const names = Object.keys(parameters).sort();
  return names.map((name) => `${name}=${parameters[name]}`).join(', ') || 'none';
}
