import type { HostConfig } from './host-config';
import { placeCluster, usable, type Placement, type PlacementWish } from './placement';

/**
 * The placement in which hosts have about as many nodes each, and as many that are meant to be primaries,
 * reached from another one by moving as few nodes as it takes. Zones stay as well apart as they were. What
 * has one part a host, the consensus store and the ways in, stays where it is.
 */
export function levelPlacement(wish: PlacementWish, former: Placement): Placement {
  const placement = placeCluster(wish, former);
  const groups = placement.groups.map((nodes) => [...nodes]);
  const hosts = usable(wish.hosts, 'data');
  const zoneOf = new Map(hosts.map(({ name, zone }) => [name, zone]));
  const nodesOn = (name: string): number => groups.filter((nodes) => nodes.includes(name)).length;
  const primariesOn = (name: string): number => groups.filter(([first]) => first === name).length;
  while (shift(hosts, nodesOn, (from, to) => moveNode(groups, zoneOf, from, to)));
  while (shift(hosts, primariesOn, (from, to) => swapFirst(groups, from, to)));
  return { ...placement, groups };
}

/** Takes one from a host that has two more than another, if `move` finds which; false where none does. */
function shift(
  hosts: readonly HostConfig[],
  countOn: (name: string) => number,
  move: (from: string, to: string) => boolean,
): boolean {
  const names = hosts.map(({ name }) => name);
  const full = names.toSorted((one, other) => countOn(other) - countOn(one));
  const empty = names.toSorted((one, other) => countOn(one) - countOn(other));
  return full.some((from) => empty.some((to) => countOn(from) - countOn(to) > 1 && move(from, to)));
}

/** Moves a node, rather one that is not meant to be the primary, without bringing a group's zones together. */
function moveNode(
  groups: readonly string[][],
  zoneOf: ReadonlyMap<string, string>,
  from: string,
  to: string,
): boolean {
  const may = groups.filter((nodes) => {
    const others = nodes.filter((name) => name !== from);
    const near = (host: string): number =>
      others.filter((name) => zoneOf.get(name) === zoneOf.get(host)).length;
    return nodes.includes(from) && !nodes.includes(to) && near(to) <= near(from);
  });
  const chosen = may.find(([first]) => first !== from) ?? may[0];
  if (chosen === undefined) return false;
  chosen[chosen.indexOf(from)] = to;
  return true;
}

function swapFirst(groups: readonly string[][], from: string, to: string): boolean {
  const chosen = groups.find(([first, ...others]) => first === from && others.includes(to));
  if (chosen === undefined) return false;
  chosen[chosen.indexOf(to)] = from;
  chosen[0] = to;
  return true;
}
