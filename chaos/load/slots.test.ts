import { describe, expect, it } from 'vitest';
import { chooseSlots } from './slots';

describe('chooseSlots', () => {
  it('gives each group slots that it holds', () => {
    const placements = [1, 2, 1, 1, 2, 2].map((group, slot) => ({ slot, groups: [group] }));
    expect(chooseSlots(placements, [1, 2], 2)).toEqual([
      { group: 1, slots: [0, 2] },
      { group: 2, slots: [1, 4] },
    ]);
  });

  it('gives a slot with two placements to one of them, evenly', () => {
    const placements = [0, 1, 2, 3].map((slot) => ({ slot, groups: [1, 2] }));
    expect(chooseSlots(placements, [1, 2], 2)).toEqual([
      { group: 1, slots: [0, 2] },
      { group: 2, slots: [1, 3] },
    ]);
  });

  it('refuses a group that holds too few', () => {
    expect(() => chooseSlots([{ slot: 0, groups: [1] }], [1, 2], 1)).toThrow(
      'worker group 2 holds 0 of the 1 slots',
    );
  });
});
