import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type * as Package from '../package-entry.cjs';
import type { CitusCluster } from './citus-cluster';

type Outputs = 'endpoints' | 'connections' | 'monitorConnection' | 'plan';

/** Fails the type check where the declared class says something else than the component. */
export const declared = (cluster: CitusCluster): Pick<Package.CitusCluster, Outputs> => cluster;

describe('the package', () => {
  it('gives other programs the component', () => {
    const given = createRequire(__filename)('../package-entry.cjs') as typeof Package;
    expect(Object.keys(given)).toEqual(['CitusCluster']);
    expect(given.CitusCluster.name).toBe('CitusCluster');
    // It compiles all of the component, for which a busy machine takes its time.
  }, 60_000);
});
