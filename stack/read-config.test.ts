import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { configuredArgs } from './read-config';

describe('configuredArgs', () => {
  it('are the values of the stack, and those passwords that it sets, as secrets', async () => {
    pulumi.runtime.setAllConfig({
      'citus-cluster:engine': 'native',
      'citus-cluster:workers': '{"count":2}',
      'citus-cluster:workers.standbys': '0',
      'citus-cluster:passwords': '{"citus":"b"}',
    });
    const { passwords = {}, ...values } = configuredArgs();
    expect(values).toEqual({
      name: pulumi.getStack(),
      engine: 'native',
      'workers.count': 2,
      'workers.standbys': '0',
    });
    expect(Object.keys(passwords)).toEqual(['citus']);
    expect(await pulumi.isSecret(pulumi.output(passwords.citus))).toBe(true);
  });
});
