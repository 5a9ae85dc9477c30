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
