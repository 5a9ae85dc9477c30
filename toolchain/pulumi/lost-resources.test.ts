import { describe, expect, it } from 'vitest';
import { withoutProviders, type ExportedState } from './lost-resources';

const urn = (name: string): string => `urn:pulumi:dev::citus-cluster::t::${name}`;
const provider = (host: string): string => `${urn(`cluster-hosts-${host}`)}::id-${host}`;
const container = (name: string, host: string, dependencies: string[] = []) => ({
  ...{ urn: urn(name), type: 'docker:index/container:Container', provider: provider(host) },
  dependencies: dependencies.map(urn),
});

const STATE: ExportedState = {
  deployment: {
    resources: [
      { urn: urn('stack'), type: 'pulumi:pulumi:Stack' },
      { urn: urn('cluster-hosts-h1'), type: 'pulumi:providers:docker' },
      { urn: urn('cluster-hosts-h2'), type: 'pulumi:providers:docker' },
      container('etcd-h2', 'h2'),
      {
        ...container('node-h1', 'h1', ['etcd-h2', 'stack']),
        propertyDependencies: { image: [urn('etcd-h2')], name: null },
        deletedWith: urn('etcd-h2'),
      },
    ],
    pending_operations: [{ resource: container('node-h2', 'h2') }],
  },
};

describe('withoutProviders', () => {
  it('takes out what stands on a lost host, and every mention of it', () => {
    const { state, removed } = withoutProviders(STATE, (name) => name === 'cluster-hosts-h2');
    expect(removed).toBe(2);
    const { resources = [], pending_operations: pending } = state.deployment;
    expect(resources.map((one) => one.urn)).toEqual(
      ['stack', 'cluster-hosts-h1', 'node-h1'].map(urn),
    );
    const said = JSON.stringify(state);
    expect(said).not.toContain('h2');
    expect(said).toContain(urn('stack'));
    expect(pending).toEqual([]);
  });

  it('changes nothing where no provider is lost', () => {
    expect(withoutProviders(STATE, () => false)).toEqual({ state: STATE, removed: 0 });
  });
});
