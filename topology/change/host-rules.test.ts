import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../config/config';
import { placementOf, type ClusterPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { differences } from './differences';
import type { ExistingCluster } from './existing-cluster';
import { movedRepositories } from './host-rules';
import { existingAs, only, planOf } from './existing.fixture';

type Hosts = Record<string, Record<string, unknown>>;

const host = (number: number, change: object = {}) => ({
  docker: `tcp://10.0.0.${number}:2376`,
  address: `10.0.0.${number}`,
  ...change,
});
const THREE: Hosts = { h1: host(1), h2: host(2), h3: host(3) };
const FOUR: Hosts = { ...THREE, h4: host(4) };

/** A plan over hosts, of which each has the engine that its name says. */
function onHosts(hosts: Hosts, former?: ClusterPlan, engines = ''): ClusterPlan {
  const config = parseClusterConfig('test', { hosts });
  const known = config.hosts.map((one) => ({ ...one, engine: `${one.name}${engines}` }));
  return planCluster({ ...config, hosts: known }, 'on', former && placementOf(former));
}

/** As it was planned: the first node of each group its primary. */
function existing(plan: ClusterPlan): ExistingCluster {
  const first = new Set(plan.groups.map(({ nodes }) => nodes[0]?.name));
  const whole = existingAs(plan);
  const nodes = whole.nodes.map((node) => {
    const isPrimary = first.has(node.name);
    return { ...node, role: isPrimary ? 'primary' : 'standby', canTakeOver: !isPrimary } as const;
  });
  return { ...whole, nodes };
}

function change(before: ClusterPlan, after: ClusterPlan, there = existing(before)) {
  const [difference, ...more] = differences(there, after);
  expect(more).toEqual([]);
  return difference;
}

describe('hosts of a stack that exists', () => {
  const before = onHosts(FOUR);

  it('are no difference where they stay as they are', () => {
    expect(change(before, onHosts(FOUR, before))).toBeUndefined();
  });

  it('can be added, which moves nothing', () => {
    const three = onHosts(THREE);
    expect(change(three, onHosts(FOUR, three))).toMatchObject({ key: 'hosts', effect: 'live' });
  });

  it('give what they have to others where they are drained, new ones first', () => {
    const drained = onHosts({ ...FOUR, h2: host(2, { state: 'draining' }) }, before);
    const { effect, what = '' } = change(before, drained) ?? {};
    expect(effect).toBe('rolling');
    expect(what).toMatch(/are made; then .*-h2.* go$/);
    expect(what.split('; then ')[0]).not.toContain('-h2');
  });

  it('keep backups that do not move, or are said to have lost them', () => {
    const [{ host: own = '', volume } = { volume: '' }] = before.backup?.repositories ?? [];
    const without = (state: string) =>
      onHosts({ ...FOUR, [own]: host(Number(own.slice(1)), { state }) }, before);
    const begun = /^backups begin anew on h\d: those of h\d /;
    const [drained] = movedRepositories(before, without('draining'));
    expect(drained).toMatch(begun);
    expect(drained).toContain(`stay there, in volume ${volume}`);
    expect(change(before, without('draining'))?.what).toContain(drained);
    expect(movedRepositories(before, without('lost'))[0]).toMatch(/ are lost with it$/);
    expect(movedRepositories(before, onHosts(FOUR, before))).toEqual([]);
  });

  it('are not emptied where nobody who stays has all rows', () => {
    const drained = onHosts({ ...FOUR, h1: host(1, { state: 'draining' }) }, before);
    const there = existing(before);
    const nodes = there.nodes.map((node) => ({ ...node, canTakeOver: false }));
    expect(change(before, drained, { ...there, nodes })).toMatchObject({
      effect: 'refused',
      what: expect.stringContaining('no node that stays has all of its rows') as string,
    });
  });

  it.each([
    ['no longer named', THREE, '', /stand on h4$/],
    ['of another address', { ...FOUR, h2: host(9) }, '', /know what stands on h2 by 10\.0\.0\.2$/],
    [
      'of another engine',
      FOUR,
      ' anew',
      /^another engine answers for h1 at tcp:.*h1 anew instead of h1/,
    ],
  ])('are refused %s', (_, hosts, engines, what) => {
    expect(change(before, onHosts(hosts, before, engines))).toMatchObject({
      key: 'hosts',
      effect: 'refused',
      what: expect.stringMatching(what) as string,
    });
  });

  it('may be lost where no other takes their part: fewer members are no change of a key', () => {
    const three = onHosts(THREE);
    const lost = onHosts({ ...THREE, h2: host(2, { state: 'lost' }) }, three);
    expect(lost.etcd).toHaveLength(2);
    const there = existing(three);
    const nodes = there.nodes.filter(({ name }) => !name.endsWith('-h2'));
    const members = there.etcd.members.filter((name) => name !== 'etcd-h2');
    const left = { ...there, nodes, etcd: { members, hasQuorum: undefined } };
    // With a way in less, each of the others has more of the coordinator's connections.
    expect(differences(left, lost).map(({ key, effect }) => [key, effect])).toEqual([
      ['hosts', 'rolling'],
      ['pooler.poolSize', 'rolling'],
    ]);
  });

  it('may be left out once they are lost', () => {
    const lost = onHosts({ ...FOUR, h4: host(4, { state: 'lost' }) }, before);
    expect(change(lost, onHosts(THREE, lost))).toMatchObject({ effect: 'live' });
  });

  it('do not come to a stack on one host', () => {
    const one = planOf();
    const [difference] = differences(existingAs(one), onHosts(THREE)).filter(
      ({ key }) => key === 'hosts',
    );
    expect(difference).toMatchObject({ effect: 'refused' });
    expect(only({}, { bindAddress: '0.0.0.0' })).toMatchObject({ key: 'bindAddress' });
  });
});
