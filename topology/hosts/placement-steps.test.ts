import { describe, expect, it } from 'vitest';
import type { Placement } from './placement';
import { placementSteps } from './placement-steps';

const placement = (groups: string[][], etcd: string[], ingress = etcd): Placement => ({
  ...{ groups, etcd, ingress, repositories: [] },
});

describe('placementSteps', () => {
  it('is empty where nothing is to move', () => {
    const here = placement([['h1', 'h2']], ['h1', 'h2', 'h3']);
    expect(placementSteps(here, here)).toEqual([]);
  });

  it('never has a group leave both of its hosts at once, nor the store two', () => {
    const from = placement(
      [
        ['h1', 'h2'],
        ['h2', 'h3'],
      ],
      ['h1', 'h2', 'h3'],
    );
    const to = placement(
      [
        ['h3', 'h4'],
        ['h4', 'h3'],
      ],
      ['h3', 'h4', 'h5'],
    );
    const steps = placementSteps(from, to);
    expect(steps.at(-1)).toEqual(to);
    let present = from;
    for (const next of steps) {
      const lists = (one: Placement): (readonly string[])[] => [
        one.etcd,
        one.ingress,
        ...one.groups,
      ];
      lists(next).forEach((names, index) => {
        const before = lists(present)[index] ?? [];
        expect(before.filter((name) => !names.includes(name)).length).toBeLessThanOrEqual(1);
        expect(new Set(names).size).toBe(names.length);
      });
      present = next;
    }
  });

  it('puts the host that is to have the primary first', () => {
    const from = placement([['h2', 'h1']], ['h1', 'h2', 'h3']);
    const to = placement([['h1', 'h2']], ['h1', 'h2', 'h3']);
    expect(placementSteps(from, to)).toEqual([to]);
  });
});
