import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from '../config/config';
import { differences } from '../change/differences';
import { existingAs } from '../change/existing.fixture';
import { allContainers, servingContainers, type ClusterPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { renderHaproxy } from '../rendering/haproxy';
import { renderKeepalived } from '../rendering/keepalived';
import { certificateNames } from '../tls/certificate-names';

const ADDRESS = '10.0.0.100';
const host = (number: number, change: object = {}) => ({
  docker: `tcp://10.0.0.${number}:2376`,
  address: `10.0.0.${number}`,
  ...change,
});
const hosts = { h1: host(1), h2: host(2), h3: host(3) };
const floating = { hosts, 'network.floatingAddress': ADDRESS };

function plan(raw: RawConfig = floating): ClusterPlan {
  return planCluster(parseClusterConfig('golden', raw));
}

describe('a floating address', () => {
  it.each([
    [{ 'network.floatingAddress': ADDRESS }, /network.floatingAddress is 10.0.0.100 without hosts/],
    [{ ...floating, 'network.floatingAddress': '10.0.0.2' }, /hosts.h2.address are both 10.0.0.2/],
    [
      { ...floating, 'network.floatingAddress': '10.0.0.100/24' },
      /network.floatingAddress is "10.0.0.100\/24"; allowed: an IPv4 address/,
    ],
    [{ ...floating, 'network.floatingAddress': '127.0.0.5' }, /allowed: an IPv4 address/],
    [{ ...floating, 'network.routerId': 256 }, /routerId is 256; allowed: a whole number from 1/],
  ])('is refused as %j', (raw, message) => {
    expect(() => parseClusterConfig('dev', raw)).toThrow(message);
  });

  it('has a container on each host with a way in, and changes nothing of a plan without it', () => {
    const { floatingAddress, images } = plan();
    expect(floatingAddress?.containers.map(({ name }) => name)).toEqual([
      ...['floating-address-h1', 'floating-address-h2', 'floating-address-h3'],
    ]);
    expect(images.floatingAddress?.name).toBe('citus-cluster/floating-address:golden');
    const without = plan({ hosts });
    expect([without.floatingAddress, without.images.floatingAddress]).toEqual([
      undefined,
      undefined,
    ]);
    expect(allContainers(without)).toEqual(servingContainers(plan()));
  });

  it('has configuration files of its own', async () => {
    const cluster = plan();
    const { containers = [] } = cluster.floatingAddress ?? {};
    const [, second] = containers;
    if (second === undefined) throw new Error('no second host');
    await expect(renderKeepalived(cluster, second)).toMatchFileSnapshot(
      '../rendering/golden/floating/keepalived.conf',
    );
    const template = readFileSync('haproxy/haproxy.cfg', 'utf8');
    await expect(renderHaproxy(cluster, template, cluster.ingress?.[1])).toMatchFileSnapshot(
      '../rendering/golden/floating/haproxy.cfg',
    );
  });

  it('is told to a host that is lost, which may come back with it', () => {
    const four = { ...hosts, h2: host(2, { state: 'lost' }), h4: host(4) };
    const cluster = plan({ ...floating, hosts: four });
    const [first, second] = cluster.floatingAddress?.containers ?? [];
    if (first === undefined || second === undefined) throw new Error('no hosts');
    expect([first.name, second.name]).toEqual(['floating-address-h1', 'floating-address-h3']);
    expect(renderKeepalived(cluster, first)).toMatch(
      /unicast_peer \{\n +10.0.0.2\n +10.0.0.3\n +10.0.0.4\n +\}/,
    );
    expect(() => renderKeepalived(cluster, cluster.manager)).toThrow('for no floating address');
  });

  it('stands in the certificates of all that clients reach by it', () => {
    const cluster = plan();
    const [member] = cluster.etcd;
    const named = servingContainers(cluster).filter((container) =>
      certificateNames(cluster, container).addresses.includes(ADDRESS),
    );
    const unnamed = servingContainers(cluster).filter((container) => !named.includes(container));
    expect(unnamed.every(({ name }) => name.startsWith('etcd-'))).toBe(true);
    expect(unnamed[0]).toEqual(member);
  });

  it('is a difference of its own key', () => {
    const [difference, ...more] = differences(existingAs(plan({ hosts })), plan());
    expect(more).toEqual([]);
    expect(difference).toMatchObject({
      ...{ key: 'network.floatingAddress', from: 'none', to: ADDRESS, effect: 'rolling' },
    });
  });
});
