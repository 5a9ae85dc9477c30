import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { configuredArgs } from './read-config';

describe('configuredArgs', () => {
  it('are the values of the stack, and those secrets that it sets, as secrets', async () => {
    pulumi.runtime.setAllConfig({
      'citus-cluster:engine': 'native',
      'citus-cluster:workers': '{"count":2}',
      'citus-cluster:workers.standbys': '0',
      'citus-cluster:passwords': '{"citus":"b"}',
      'citus-cluster:backup': '{"retention":3,"passphrase":"c"}',
    });
    const { passwords = {}, backup = {}, ...values } = configuredArgs();
    expect(values).toEqual({
      name: pulumi.getStack(),
      engine: 'native',
      'workers.count': 2,
      'workers.standbys': '0',
      'backup.retention': 3,
    });
    expect(Object.keys(backup)).toEqual(['passphrase']);
    expect(await pulumi.isSecret(pulumi.output(backup.passphrase))).toBe(true);
    expect(Object.keys(passwords)).toEqual(['citus']);
    expect(await pulumi.isSecret(pulumi.output(passwords.citus))).toBe(true);
  });
});
