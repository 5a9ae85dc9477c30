import type { ClusterPlan } from '../../topology/plan';
import {
  placementsByGroup,
  type CatalogueFacts,
  type HeldShards,
  type Placement,
} from './placements';

/** The catalogue, and what the primaries were found to hold of what it says. */
export interface Survey {
  readonly facts: CatalogueFacts;
  /** By group; a group that did not answer has none. */
  readonly held: ReadonlyMap<number, HeldShards>;
}

/** What {@link checkPlacements} finds. */
export interface PlacementCheck {
  /** What is wrong, one line a node; empty when every placement of every shard can be used. */
  readonly reasons: readonly string[];
  /** Shards of which no placement can be used: their rows can't be read. */
  readonly lostShards: number;
}

/**
 * Whether every shard lies where the catalogue says, on a node that is planned and answers.
 *
 * @param before the survey before this one: a table that is missing is believed when it was missing
 * twice, as it may have been dropped between a look at the coordinator and one at a worker
 */
export function checkPlacements(
  plan: ClusterPlan,
  { facts, held }: Survey,
  before: Survey | undefined,
): PlacementCheck {
  const planned = new Map(plan.groups.map((group) => [group.group, group]));
  const names = new Map(facts.nodes.map(({ group, name }) => [group, name]));
  // The native engine's coordinator has no entry.
  if (!names.has(0)) names.set(0, 'coordinator');

  const isThere = ({ group, shard }: Placement): boolean => {
    if (group === null || !planned.has(group) || !names.has(group)) return false;
    const shards = held.get(group);
    if (shards === undefined) return false;
    return shards.has(shard) || before?.held.get(group)?.has(shard) !== false;
  };
  const usable = new Set(facts.placements.filter(isThere).map(({ shard }) => shard));
  const byGroup = placementsByGroup(facts.placements);

  /** What one group lacks of the shards that are placed there. */
  const reasonOf = (group: number): string[] => {
    const placed = byGroup.get(group) ?? [];
    const missing = placed.filter((placement) => !isThere(placement));
    const elsewhere = missing.filter(({ shard }) => usable.has(shard)).length;
    const copies = missing.length - elsewhere;
    const only =
      copies === 0
        ? ', all of which are elsewhere too'
        : elsewhere === 0
          ? ' and nowhere else'
          : `, ${copies} of them nowhere else`;
    const are = `${counted(missing.length)} placed there${only}`;
    const name = names.get(group);
    const plannedName = planned.get(group)?.name;
    if (name === undefined) {
      return missing.length === 0 ? [] : [`the catalogue knows no node of group ${group}: ${are}`];
    }
    if (plannedName === undefined) {
      return missing.length === 0
        ? [`the catalogue has ${name}, which is not planned`]
        : [`the catalogue has ${name}, which is not planned: ${are}`];
    }
    if (missing.length === 0) return [];
    return held.has(group)
      ? [`${plannedName} lacks ${missing.length} of ${placed.length} shards placed there${only}`]
      : [`${plannedName} does not answer: ${are}`];
  };

  const groups = new Set([
    ...facts.nodes.map(({ group }) => group),
    ...facts.placements.flatMap(({ group }) => group ?? []),
  ]);
  const shards = new Set(facts.placements.map(({ shard }) => shard));
  return {
    reasons: [
      ...[...groups].sort((one, other) => one - other).flatMap(reasonOf),
      ...unplaced(facts.placements),
    ],
    lostShards: shards.size - usable.size,
  };
}

function unplaced(placements: readonly Placement[]): string[] {
  const nowhere = placements.filter(({ group }) => group === null).map(({ table }) => table);
  return [...new Set(nowhere)].map((table) => {
    const count = nowhere.filter((one) => one === table).length;
    return `${count} ${count === 1 ? 'shard' : 'shards'} of ${table} ${count === 1 ? 'has' : 'have'} no placement`;
  });
}

function counted(shards: number): string {
  return shards === 1 ? '1 shard is' : `${shards} shards are`;
}
