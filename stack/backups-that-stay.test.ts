import { expect, it } from 'vitest';
import type { ClusterPlan } from '../topology/plan';
import { backupsThatStay } from './backups-that-stay';

const of = (repository: object, protectData = false): string[] =>
  backupsThatStay({
    ...{ stack: 'orders', protectData },
    backup: { repositories: [{ repository, volume: 'citus-orders-backup' }] },
  } as unknown as ClusterPlan);

it.each([
  [
    { type: 's3', bucket: 'b', endpoint: 's3.example.net', path: '/orders' },
    /^Backups stay in s3 b at s3\.example\.net\/orders; backup\.passphrase.*Pulumi\.orders\.yaml/,
  ],
  [{ type: 'volume' }, /^Backups in volume citus-orders-backup went with the stack\.$/],
])('tells what becomes of backups in %o', (repository, line) => {
  expect(of(repository)).toEqual([expect.stringMatching(line)]);
});

it('tells that protected data keep their backups', () => {
  expect(of({ type: 'volume' }, true)).toEqual(['Backups stay in volume citus-orders-backup.']);
});
