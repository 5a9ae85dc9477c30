import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { OWNER_LABELS } from '../toolchain/pulumi/owner';
import { ADOPT_VARIABLE, ownershipOf, refuseForeign, type EngineObject } from './ownership';

const plan = planCluster(parseClusterConfig('test', {}));
const owner = { id: 'mine', place: 'me@here:/clone' };
const other = { [OWNER_LABELS.id]: 'theirs', [OWNER_LABELS.place]: 'you@there:/clone' };
const NOTHING = { resources: [], pending: [] };

const container: EngineObject = { kind: 'container', name: 'c', id: 'abc', labels: {} };
const volume: EngineObject = { kind: 'volume', name: 'v', id: 'v', labels: {} };
const labelled = (object: EngineObject, id: string): EngineObject => ({
  ...object,
  labels: { [OWNER_LABELS.id]: id },
});

function resource({ kind, name, id }: EngineObject, label?: string) {
  const labels = label === undefined ? [] : [{ label: OWNER_LABELS.id, value: label }];
  const type = `docker:index/${kind}:${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  return { type, id, inputs: { name, labels } };
}

describe('ownershipOf', () => {
  it('leaves what has no label to the state that lists it', () => {
    const state = { resources: [resource(container), resource(volume)], pending: [] };
    expect(ownershipOf(container, state, owner)).toBe('listed');
    expect(ownershipOf(volume, state, owner)).toBe('listed');
  });

  it("calls what the state's container or volume was replaced by another's", () => {
    const state = { resources: [resource(container), resource(volume)], pending: [] };
    expect(ownershipOf({ ...container, id: 'def' }, state, owner)).toBe('foreign');
    expect(ownershipOf(labelled(volume, 'theirs'), state, owner)).toBe('foreign');
  });

  it('keeps what a state lists whose checkout has moved since', () => {
    const state = { resources: [resource(volume, 'before')], pending: [] };
    expect(ownershipOf(labelled(volume, 'before'), state, owner)).toBe('listed');
  });

  it('knows what a cut-off deployment left: by its label, or because its creation had begun', () => {
    expect(ownershipOf(labelled(container, 'mine'), NOTHING, owner)).toBe('left');
    const begun = { resources: [], pending: [resource(container), resource(volume)] };
    expect(ownershipOf(container, begun, owner)).toBe('left');
    expect(ownershipOf(labelled(container, 'theirs'), begun, owner)).toBe('foreign');
  });

  it('calls everything foreign where the state is lost', () => {
    for (const object of [container, volume]) {
      expect(ownershipOf(object, NOTHING, owner)).toBe('foreign');
    }
  });
});

describe('refuseForeign', () => {
  const objects = [
    { ...container, labels: other },
    { ...volume, labels: other },
    { ...volume, name: 'w', id: 'w' },
  ];

  it('names what is there and who made it', () => {
    expect(() => {
      refuseForeign(plan, objects, NOTHING, owner, {});
    }).toThrow(
      `stack "test" can't be made: the one in you@there:/clone made container c and volume v; ` +
        'another deployment made volume w',
    );
  });

  it('lets volumes alone be taken over, where that is asked for', () => {
    const env = { [ADOPT_VARIABLE]: 'yes' };
    expect(() => {
      refuseForeign(plan, objects.slice(1), NOTHING, owner, env);
    }).not.toThrow();
    expect(() => {
      refuseForeign(plan, objects, NOTHING, owner, env);
    }).toThrow(/made container c;/);
  });
});
