import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseClusterConfig, type RawConfig } from '../config/config';
import { publishedPorts } from '../host-ports';
import { allContainers, allNodes, type ClusterPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { firstBootstrap, renderEtcd } from './etcd';
import { renderHaproxy } from './haproxy';
import { renderPatroniBootstrap, renderPatroniNode } from './patroni';
import { dynamicConfiguration } from './patroni-dynamic';
import { renderPgbouncer } from './pgbouncer';

const TEMPLATE = readFileSync('haproxy/haproxy.cfg', 'utf8');
const PASSWORDS = { superuser: 's', replicator: 'r', rewind: 'w', patroniApi: 'p' };

const WIDE = 100;
/** A tenth of {@link WIDE}. */
const NARROW = 10;
/**
 * How much more ten times the workers may take. What goes through all of them for each takes a hundred
 * times as much.
 */
const MOST_TIMES = 30;

/** A machine that others keep busy takes long for a second of work. */
const LIMIT = { timeout: 60_000 };

const ENGINES: Readonly<Record<string, RawConfig>> = {
  citus: {},
  native: { engine: 'native' },
  'citus with replicated shards': {
    ...{ workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 },
  },
};

function planOf(raw: RawConfig, workers: number): ClusterPlan {
  const counts = { 'workers.count': workers, 'dataset.shardCount': workers };
  return planCluster(parseClusterConfig('wide', { ...raw, ...counts }));
}

/** Every file of a cluster, by name. */
function filesOf(plan: ClusterPlan): Map<string, string> {
  const bootstrap = firstBootstrap(plan);
  const patroni = plan.groups.flatMap((group) =>
    group.nodes.flatMap((node): [string, string][] => [
      [`${node.name}/10-node.yml`, renderPatroniNode(plan, group, node, PASSWORDS)],
      [`${node.name}/20-bootstrap.yml`, renderPatroniBootstrap(plan, group)],
    ]),
  );
  return new Map([
    ['plan.json', JSON.stringify(plan)],
    ['haproxy.cfg', renderHaproxy(plan, TEMPLATE)],
    ['pgbouncer.ini', renderPgbouncer(plan)],
    ...plan.etcd.map((member): [string, string] => [
      member.name,
      renderEtcd(plan, member, bootstrap).join('\n'),
    ]),
    ...patroni,
  ]);
}

/** The CPU that planning and rendering take, ms: the least of some rounds. */
function costOf(raw: RawConfig, workers: number, rounds: number): number {
  const costs = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    filesOf(planOf(raw, workers));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...costs);
}

describe.each(Object.entries(ENGINES))(`a cluster of ${WIDE} workers, %s`, LIMIT, (name, raw) => {
  const plan = planOf(raw, WIDE);
  const files = filesOf(plan);

  it('takes about as much more than one of ten as it is larger', () => {
    const narrow = costOf(raw, NARROW, 5);
    const wide = costOf(raw, WIDE, 3);
    const size = (file: string): string =>
      `${file} ${((files.get(file)?.length ?? 0) / 1024).toFixed(1)} kB`;
    const all = [...files.values()].reduce((sum, text) => sum + text.length, 0) / 1024;
    process.stdout.write(
      `${WIDE} workers, ${name}: ${wide.toFixed(0)} ms of CPU for ${files.size} files of ${all.toFixed(0)} kB ` +
        `(${NARROW} workers: ${narrow.toFixed(0)} ms); ` +
        `${['plan.json', 'haproxy.cfg', 'worker-100-a/10-node.yml'].map(size).join(', ')}\n`,
    );
    expect(wide / narrow).toBeLessThan(MOST_TIMES);
  });

  it('names no two containers, volumes or ports alike', () => {
    const names = allContainers(plan).map(({ container }) => container);
    const volumes = [...plan.etcd, ...allNodes(plan)].map(({ volume }) => volume);
    const ports = publishedPorts(plan).map(({ external }) => external);
    for (const items of [names, volumes, ports.map(String)])
      expect(new Set(items).size).toBe(items.length);
  });

  it('has its workers in the order of their numbers, everywhere', () => {
    const numbers = Array.from({ length: WIDE }, (_, index) => `worker-${index + 1}`);
    expect(plan.groups.slice(1).map((group) => group.name)).toEqual(numbers);
    const drawn = (files.get('haproxy.cfg') ?? '').matchAll(/^ {2}server (worker-\d+)-a /gm);
    const served = [...drawn].map(([, group]) => group);
    expect(served).toEqual(plan.engine === 'citus' ? numbers : []);
  });

  it('has every node know itself and the store, whose size does not grow with the workers', () => {
    for (const { name, group } of allNodes(plan)) {
      const own = parse(files.get(`${name}/10-node.yml`) ?? '') as {
        name: string;
        citus?: { group: number };
        etcd3: { hosts: string[] };
      };
      expect(own.name).toBe(name);
      expect(own.etcd3.hosts).toHaveLength(3);
      expect(own.citus?.group).toBe(plan.engine === 'citus' ? group : undefined);
    }
  });

  it('gives all workers one configuration, and so does the store keep', () => {
    const [first, ...others] = plan.groups
      .slice(1)
      .map((group) => JSON.stringify(dynamicConfiguration(plan, group)));
    expect(new Set(others)).toEqual(new Set([first]));
  });
});
