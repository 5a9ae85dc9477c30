import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, type ConfigKeyName } from '../topology/config/config-keys';
import { flattenConfig } from '../topology/config/config-input';
import type { BackupSecretName } from '../topology/backup/backup-secrets';
import type { CitusClusterArgs } from './citus-cluster-args';

/** Paths to the values of a type, as configuration keys are written. */
type Paths<T, Prefix extends string = ''> = {
  [K in keyof T & string]-?: `${Prefix}${K}` extends ConfigKeyName
    ? `${Prefix}${K}`
    : NonNullable<T[K]> extends object
      ? Paths<NonNullable<T[K]>, `${Prefix}${K}.`>
      : `${Prefix}${K}`;
}[keyof T & string];

/** Secrets are no configuration keys. */
type ArgumentKeys = Exclude<
  Paths<Omit<CitusClusterArgs, 'name' | 'passwords'>>,
  'tls.caKey' | `backup.${BackupSecretName}`
>;

describe('CitusClusterArgs', () => {
  it('has every configuration key, and no other', () => {
    // The type check fails where one of the two has more.
    const keys: Readonly<Record<ArgumentKeys, unknown>> = CONFIG_KEYS;
    const names: Readonly<Record<ConfigKeyName, unknown>> = keys;
    expect(names).toBe(CONFIG_KEYS);
  });

  it('is read as the same keys in a stack file are', () => {
    const args: CitusClusterArgs = {
      workers: { count: 2 },
      postgres: { worker: { work_mem: '64MB' } },
    };
    expect(flattenConfig(args as Record<string, unknown>)).toEqual({
      'workers.count': 2,
      'postgres.worker': { work_mem: '64MB' },
    });
  });
});
