import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config';
import { between, existingAs, only, planOf } from './existing.fixture';
import { differences } from './differences';

const OFF = { 'backup.enabled': false };
const S3 = { 'backup.repo': { type: 's3', bucket: 'b', endpoint: 'e', region: 'r' } };
const TWO = { 'backup.repo2': { type: 'volume' } };

describe('backups', () => {
  it('begin node by node', () => {
    expect(only(OFF, {})).toMatchObject({ key: 'backup.enabled', effect: 'rolling' });
  });

  it('begin in a cluster that an earlier version made', () => {
    const earlier = { ...planOf(), backup: undefined };
    const found = differences(existingAs(planOf(), { plan: earlier }), planOf());
    expect(found).toMatchObject([{ key: 'backup.enabled', from: 'false', effect: 'rolling' }]);
  });

  it.each<[string, RawConfig, RawConfig]>([
    ['turned off', {}, OFF],
    ['turned off with TLS', {}, { 'tls.mode': 'off' }],
    ['that lose their second place', TWO, {}],
  ])('%s do not take a volume with them', (_, before, after) => {
    const refused = between(before, after).filter(({ effect }) => effect === 'refused');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.what).toMatch(/^the backups in citus-test-backup(-2)? would go$/);
    expect(refused[0]?.remedy).toMatch(/protectData true first/);
    const kept = { protectData: true };
    const found = between({ ...before, ...kept }, { ...after, ...kept });
    expect(found.filter(({ effect }) => effect === 'refused')).toEqual([]);
  });

  it('of a second place begin and end while the nodes run', () => {
    expect(only({}, TWO)).toMatchObject({ key: 'backup.repo2', effect: 'live' });
    const kept = { protectData: true };
    expect(only({ ...TWO, ...kept }, kept)).toMatchObject({
      effect: 'live',
      what: 'the nodes archive there no more; the backups made so far stay',
    });
  });

  it('on several hosts stay in their volumes when they are turned off', () => {
    const hosts = Object.fromEntries(
      [1, 2, 3].map((n) => [`h${n}`, { docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` }]),
    );
    const found = between({ hosts }, { hosts, ...OFF });
    expect(found.map(({ key, effect }) => [key, effect])).toEqual([
      ['hosts', 'rolling'],
      ['backup.enabled', 'rolling'],
    ]);
    expect(found[1]?.what).toContain('the backups made so far stay');
  });

  it('elsewhere are left there', () => {
    expect(only(S3, { ...S3, ...OFF })).toMatchObject({ effect: 'rolling' });
  });

  it('begin anew in another place', () => {
    expect(only({}, S3)).toMatchObject({
      ...{
        key: 'backup.repo',
        effect: 'live',
        from: 'a volume',
        to: 's3 b at e/citus-cluster/test',
      },
      what: expect.stringContaining('those made so far stay in a volume') as unknown,
    });
  });
});
