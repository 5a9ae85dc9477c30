import { formatBytes } from '../words/bytes';
import { textTable } from '../words/text-table';
import type { NodeStatus, PoolerStatus } from '../manager/status-document';
import type { StackStatus } from '../running/read-status';
import { addressText, webAddress } from '../topology/endpoints';
import { allContainers, type ClusterPlan } from '../topology/plan';
import { backupLine } from './backup-line';
import { certificatesLine } from './certificates-line';
import { movesLines } from './moves-lines';

/** The state of a cluster for people. */
export function statusTable(status: StackStatus, plan: ClusterPlan): string {
  const { stack, engine, healthy, reasons, notices, endpoints } = status;
  const { write, read, anyNode, pooled, stats } = endpoints;
  return [
    `Stack ${stack} (${engine}): ${healthy ? 'healthy' : 'not healthy'}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...notices.map((notice) => `  note: ${notice}`),
    '',
    status.containers.length === 0 ? nodeTable(status.nodes, plan) : containerTable(status, plan),
    ...managerLines(status),
    ...storeLines(status),
    ...holderLines(status),
    ...rowLines(status),
    ...movesLines(status.moves),
    ...(status.waysIn.length > 1
      ? status.waysIn.flatMap(({ pooler }) => poolerLines(pooler).slice(1))
      : poolerLines(status.pooler)),
    ...[certificatesLine(status) ?? []].flat(),
    ...[backupLine(status, plan) ?? []].flat(),
    '',
    `writes ${addressText(write)}   reads ${addressText(read)}   any node ${addressText(anyNode)}   pooled ${addressText(pooled)}   statistics ${webAddress(plan, stats)}`,
    '',
  ].join('\n');
}

function nodeTable(nodes: readonly NodeStatus[], plan: ClusterPlan): string {
  const { titles, cellsOf } = hostColumns(plan);
  return textTable(
    ['node', ...titles, 'group', 'role', 'state', 'lag'],
    nodes.map(({ name, group, role, state, lagBytes, synchronous }) => [
      name,
      ...cellsOf(name),
      String(group),
      synchronous ? `${role} (synchronous)` : role,
      state,
      lagBytes === null ? '' : formatBytes(lagBytes),
    ]),
  );
}

function containerTable({ containers }: StackStatus, plan: ClusterPlan): string {
  const { titles, cellsOf } = hostColumns(plan);
  return textTable(
    ['part', ...titles, 'container', 'state', 'health check'],
    containers.map(({ name, container, state, health }) => {
      return [name, ...cellsOf(name), container, state, health];
    }),
  );
}

/** Where each part stands: nothing on one host, its name on several, its zone where that is another word. */
function hostColumns(plan: ClusterPlan): {
  titles: readonly string[];
  cellsOf: (part: string) => string[];
} {
  const { hosts = [] } = plan;
  if (hosts.length === 0) return { titles: [], cellsOf: () => [] };
  const isZoned = hosts.some(({ name, zone }) => zone !== name);
  const parts = new Map(allContainers(plan).map(({ name, host }) => [name, host]));
  return {
    titles: isZoned ? ['host', 'zone'] : ['host'],
    cellsOf: (part) => {
      const host = hosts.find(({ name }) => name === parts.get(part));
      return isZoned ? [host?.name ?? '', host?.zone ?? ''] : [host?.name ?? ''];
    },
  };
}

/** Which of several managers acts. */
function managerLines({ managers, acting }: StackStatus): string[] {
  if (managers.length < 2) return [];
  const others = managers.filter(({ name, healthy }) => healthy && name !== acting);
  const waiting = others.map(({ name }) => name).join(' and ');
  return [
    '',
    `managers: ${acting ?? 'none'} acts${waiting === '' ? '' : `, ${waiting} would take over`}`,
  ];
}

/** What two members of the consensus store mean, as are left when one of three hosts is given up. */
function storeLines({ etcd }: StackStatus): string[] {
  if (etcd.length !== 2) return [];
  const names = etcd.map(({ name }) => name).join(' and ');
  return [`etcd has two members, ${names}: both have to live, as one of them is no majority`];
}

/** Who has the floating address. */
function holderLines({ floatingAddress }: StackStatus): string[] {
  if (floatingAddress === undefined) return [];
  const { address, holders } = floatingAddress;
  return [`floating address ${address}: ${holders.join(' and ') || 'nobody'} has it`];
}

function rowLines({ rowsByWorker }: StackStatus): string[] {
  if (rowsByWorker.length === 0) return [];
  const rows = rowsByWorker.map(({ group, node, shards, rows: count, exact }) => [
    group === 0 ? 'coordinator' : `worker ${group}`,
    node,
    String(shards),
    `${exact ? '' : 'about '}${count.toLocaleString('en')}`,
  ]);
  return ['', textTable(['rows on', 'primary', 'shards', 'rows'], rows)];
}

function poolerLines(pooler: PoolerStatus | null): string[] {
  if (pooler === null) return [];
  const { load, poolSize, name } = pooler;
  if (load === null) return ['', `${name} does not answer`];
  const clients = `${load.clients} client${load.clients === 1 ? '' : 's'}`;
  const waiting = load.waiting === 0 ? '' : `, ${load.waiting} of them waiting`;
  return ['', `${name}: ${clients}${waiting}, ${load.connections} of ${poolSize} connections open`];
}
