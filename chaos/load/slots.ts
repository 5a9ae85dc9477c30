import { UserError } from '../../words/user-error';
import type { SlotPlacement } from './ledger-tables';

/** The slots whose rows a stream of operations works on. */
export interface SlotGroup {
  /** Worker group with a placement of each of them; 0 without workers. */
  readonly group: number;
  readonly slots: readonly number[];
}

/**
 * Chooses slots for every worker group, each slot for one group alone. With several placements a
 * slot goes to the one of its groups that has the fewest so far.
 *
 * @param each slots a group
 * @throws UserError where a group does not get as many
 */
export function chooseSlots(
  placements: readonly SlotPlacement[],
  groups: readonly number[],
  each: number,
): SlotGroup[] {
  const chosen = new Map(groups.map((group) => [group, [] as number[]]));
  for (const { slot, groups: on } of [...placements].sort((a, b) => a.slot - b.slot)) {
    const least = on
      .map((group) => chosen.get(group))
      .filter((slots) => slots !== undefined && slots.length < each)
      .sort((a, b) => (a?.length ?? 0) - (b?.length ?? 0))[0];
    least?.push(slot);
  }
  for (const [group, slots] of chosen) {
    if (slots.length < each) {
      throw new UserError(
        `worker group ${group} holds ${slots.length} of the ${each} slots it should`,
        '`npm run status` shows whether every worker takes part',
      );
    }
  }
  return [...chosen].map(([group, slots]) => ({ group, slots }));
}
