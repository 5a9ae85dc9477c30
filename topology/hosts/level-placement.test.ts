import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../config/config';
import { levelPlacement } from './level-placement';
import { placeCluster, weaknesses } from './placement';

function config(count: number, workers: number, zones = count) {
  const hosts = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const address = `10.0.0.${index + 1}`;
      const docker = `tcp://${address}:2376`;
      return [`h${index + 1}`, { docker, address, zone: `z${index % zones}` }];
    }),
  );
  return parseClusterConfig('dev', { hosts, 'workers.count': workers, 'dataset.shardCount': 128 });
}

describe('levelPlacement', () => {
  it('leaves alone what is level', () => {
    const wish = config(3, 5);
    const placed = placeCluster(wish);
    expect(levelPlacement(wish, placed)).toEqual(placed);
  });

  it('gives a new host its share, and moves no more than that', () => {
    const former = placeCluster(config(3, 2));
    const { groups, etcd } = levelPlacement(config(4, 2), former);
    expect(groups.flat().filter((name) => name === 'h4')).toHaveLength(1);
    const moved = groups.flatMap((nodes, group) =>
      nodes.filter((name) => !former.groups[group]?.includes(name)),
    );
    expect(moved).toEqual(['h4']);
    expect(etcd).toEqual(former.etcd);
  });

  it('is level, safe, and keeps zones apart, from any number of hosts to a larger one', () => {
    for (let count = 3; count <= 6; count += 1) {
      for (const workers of [2, 5, 11]) {
        const wish = config(count + 3, workers, 3);
        const { groups, ...others } = levelPlacement(wish, placeCluster(config(count, workers, 3)));
        const loads = wish.hosts.map(
          ({ name }) => groups.filter((nodes) => nodes.includes(name)).length,
        );
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        expect(weaknesses(wish, { groups, ...others })).toEqual([]);
        for (const nodes of groups) expect(new Set(nodes).size).toBe(nodes.length);
      }
    }
  });
});
