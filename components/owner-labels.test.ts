import type * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { ownershipOf, type EngineObject } from '../preflight/ownership';
import { ownerLabels } from './owner-labels';

const VOLUME = 'docker:index/volume:Volume';
const owner = { id: 'mine', place: 'me@here:/clone' };
const own = [{ label: 'citus-cluster.stack', value: 'test' }];

function labelsOf(name: string, objects: readonly EngineObject[]): unknown {
  const args = { type: VOLUME, name, props: { name, labels: own }, opts: {} };
  const result = ownerLabels(
    owner,
    () => objects,
  )(args as unknown as pulumi.ResourceTransformationArgs);
  return (result?.props as { labels: unknown }).labels;
}

describe('ownerLabels', () => {
  it.each([{}, { 'citus-cluster.owner': 'theirs' }])(
    'has the state know a volume that is taken over by its labels %o',
    (labels) => {
      const volume: EngineObject = { kind: 'volume', name: 'v', id: 'v', labels };
      const inputs = { name: 'v', labels: labelsOf('v', [volume]) };
      const state = { resources: [{ type: VOLUME, id: 'v', inputs }], pending: [] };
      expect(ownershipOf(volume, state, owner)).toBe('listed');
    },
  );

  it('labels a new volume with who makes it', () => {
    expect(labelsOf('v', [])).toEqual([
      ...own,
      { label: 'citus-cluster.owner', value: 'mine' },
      { label: 'citus-cluster.made-in', value: 'me@here:/clone' },
    ]);
  });
});
