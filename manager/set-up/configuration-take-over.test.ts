import { beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationTakeOver } from './configuration-take-over';
import type { GroupObservation } from '../observe/observation';
import { observedGroup, PRIMARY, STANDBY } from '../observe/observed.fixture';

let takeOver: ConfigurationTakeOver;

beforeEach(() => {
  takeOver = new ConfigurationTakeOver();
});

/** Group 1 as of when its two nodes last read the store; undefined for one that is silent. */
function seen(first: number, second: number | undefined): GroupObservation {
  const standby = second === undefined ? undefined : { ...STANDBY, dcs_last_seen: second };
  const group = observedGroup(1, { ...PRIMARY, dcs_last_seen: first }, STANDBY);
  const [primary, other] = group.nodes;
  if (primary === undefined || other === undefined) throw new Error('no nodes');
  return { ...group, nodes: [primary, { ...other, report: standby }] };
}

const waiting = (group: GroupObservation): string[] =>
  takeOver.waitingFor([group]).map(({ node }) => node.name);

describe('the take-over of a configuration', () => {
  it('waits until each node has gone through a whole round of its own', () => {
    expect(waiting(seen(100, 101))).toEqual(['worker-1-a', 'worker-1-b']);
    // However often one asks, nothing has happened in between.
    for (let n = 0; n < 5; n += 1) {
      expect(waiting(seen(100, 101))).toEqual(['worker-1-a', 'worker-1-b']);
    }
    expect(waiting(seen(103, 101))).toEqual(['worker-1-a', 'worker-1-b']);
    expect(waiting(seen(106, 104))).toEqual(['worker-1-b']);
    expect(waiting(seen(106, 107))).toEqual([]);
    expect(waiting(seen(106, 107))).toEqual([]);
  });

  it('waits anew for what is sent later', () => {
    for (const at of [1, 2, 3]) waiting(seen(at, at));
    expect(waiting(seen(3, 3))).toEqual([]);
    takeOver.begin();
    expect(waiting(seen(3, 3))).toEqual(['worker-1-a', 'worker-1-b']);
    expect(waiting(seen(4, 4))).toEqual(['worker-1-a', 'worker-1-b']);
    expect(waiting(seen(5, 5))).toEqual([]);
  });

  it('does not wait for a node that is silent', () => {
    for (const at of [1, 2]) waiting(seen(at, undefined));
    expect(waiting(seen(3, undefined))).toEqual([]);
    expect(waiting(seen(3, 9))).toEqual(['worker-1-b']);
  });
});
