import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { readConfig } from './read-config';

describe('readConfig', () => {
  it('names all passwords that are missing at once, with the lines that set them', () => {
    const stored = { superuser: 'a', citus: 'b', rewind: '' };
    pulumi.runtime.setAllConfig({
      'citus-cluster:engine': 'native',
      'citus-cluster:passwords': JSON.stringify(stored),
    });
    expect(() => readConfig()).toThrow(
      /^config passwords\.replicator, passwords\.rewind, passwords\.monitor, passwords\.patroniApi are missing; .* --secret citus-cluster:passwords\.replicator; .*passwords\.patroniApi$/,
    );
  });
});
