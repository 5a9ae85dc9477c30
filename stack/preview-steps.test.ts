import { describe, expect, it } from 'vitest';
import { describeSteps, previewErrors, resourceSteps } from './preview-steps';

const PARENTS = 'citus-cluster:components:Cluster$citus-cluster:components:DatabaseNode$';

function step(op: string, type: string, name: string, own?: string, retainOnDelete = false) {
  const state = { inputs: own === undefined ? {} : { name: own }, retainOnDelete };
  return {
    op,
    urn: `urn:pulumi:dev::citus-cluster::${PARENTS}${type}::${name}`,
    ...(op === 'create' ? { newState: state } : { oldState: state }),
  };
}

const PREVIEW = JSON.stringify({
  steps: [
    step('same', 'docker:index/volume:Volume', 'a-volume', 'citus-dev-worker-1-a'),
    step('create', 'docker:index/container:Container', 'b-container', 'citus-dev-worker-2-a'),
    step('create', 'docker:index/volume:Volume', 'b-volume', 'citus-dev-worker-2-a'),
    step('create', 'citus-cluster:components:DatabaseNode', 'b'),
    // A replacement is also told by its parts.
    step('delete-replaced', 'docker:index/container:Container', 'm', 'citus-dev-manager'),
    step('replace', 'docker:index/container:Container', 'm', 'citus-dev-manager'),
    step('create-replacement', 'docker:index/container:Container', 'm', 'citus-dev-manager'),
    step('replace', 'command:local:Command', 'schema'),
    step('delete', 'docker:index/volume:Volume', 'c-volume', 'citus-dev-worker-3-a'),
    step('delete', 'docker:index/volume:Volume', 'd-volume', 'citus-dev-backup-2', true),
  ],
  diagnostics: [
    { severity: 'warning', message: 'warning: using pulumi-resource-docker from $PATH\n' },
    { severity: 'error', message: 'error: stack "dev" is left as it is\n' },
  ],
});

describe('a preview', () => {
  it('tells what happens to containers and volumes, and to nothing else', () => {
    expect(resourceSteps(PREVIEW)).toEqual({
      create: [
        { kind: 'container', name: 'citus-dev-worker-2-a' },
        { kind: 'volume', name: 'citus-dev-worker-2-a' },
      ],
      replace: [{ kind: 'container', name: 'citus-dev-manager' }],
      delete: [{ kind: 'volume', name: 'citus-dev-worker-3-a' }],
      leave: [{ kind: 'volume', name: 'citus-dev-backup-2' }],
    });
  });

  it('is said in numbers of what is made, and names of what ends', () => {
    expect(describeSteps(resourceSteps(PREVIEW))).toEqual([
      'made: 1 container and 1 volume',
      'replaced: container citus-dev-manager',
      'deleted: volume citus-dev-worker-3-a',
      'left where it is: volume citus-dev-backup-2',
    ]);
  });

  it('says nothing where nothing changes', () => {
    expect(describeSteps(resourceSteps('{}'))).toEqual([]);
  });

  it('gives its errors, each on one line', () => {
    expect(previewErrors(PREVIEW)).toEqual(['stack "dev" is left as it is']);
  });
});
