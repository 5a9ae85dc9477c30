import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { endpoints } from '../topology/endpoints';
import { planCluster } from '../topology/plan-cluster';
import { stateFile } from '../toolchain/pulumi/stack-state';
import { readLocalState } from './local-state';

describe('stateFile', () => {
  it('is in the project, in the folder of another local backend, or nowhere', () => {
    expect(stateFile('dev', undefined)).toMatch(
      /\/\.pulumi-state\/\.pulumi\/stacks\/citus-cluster\/dev\.json$/,
    );
    expect(stateFile('dev', 'file:///srv/state')).toBe(
      '/srv/state/.pulumi/stacks/citus-cluster/dev.json',
    );
    expect(stateFile('dev', 's3://bucket')).toBeUndefined();
  });
});

describe('readLocalState', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'state-')), 'dev.json');
  const write = (outputs: object | undefined): void => {
    const resources = [
      { type: 'docker:index/network:Network' },
      { type: 'pulumi:pulumi:Stack', outputs },
    ];
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
  };

  it('finds plan and endpoints, and nothing that is secret', () => {
    const plan = planCluster(parseClusterConfig('dev', {}));
    const connections = { '4dabf18193072939515e22adb298388d': 'secret', ciphertext: 'v1:…' };
    write({ plan, endpoints: endpoints(plan), connections });
    expect(readLocalState(file)).toEqual({ plan, endpoints: endpoints(plan) });
    write({ plan, endpoints: endpoints(plan), caCertificate: 'PEM' });
    expect(readLocalState(file)).toMatchObject({ caCertificate: 'PEM' });
  });

  it('has nothing of a stack that is not up', () => {
    write(undefined);
    expect(readLocalState(file)).toBeUndefined();
    expect(readLocalState(`${file}.none`)).toBeUndefined();
    writeFileSync(file, '{"version":3,"checkpoint":{}}');
    expect(readLocalState(file)).toBeUndefined();
  });
});
