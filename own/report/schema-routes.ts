import { groupBy } from '../group-by';
import type { KeyView } from './own-view';
import type { Cell } from './schema-grid';
import { assignTracks, type Tracks } from './tracks';

/** A foreign key between two tables' boxes, and the side by which it leaves the first of them. */
export interface Route extends KeyView {
  readonly source: Cell;
  readonly target: Cell;
  readonly side: 'left' | 'right' | 'top';
}

/** How lines run between boxes. */
export interface Routes {
  readonly routes: readonly Route[];
  /** In the lane left of a column, by its number: where lines to each of its tables go up and down. */
  readonly trunks: ReadonlyMap<number, Tracks>;
  /** In the lane above a row, by its number: where lines from there to a table go to its trunk. */
  readonly branches: ReadonlyMap<number, Tracks>;
}

/**
 * Finds a way for each foreign key in lanes between boxes. Lines to a table share a trunk in the lane left of
 * it. Boxes beside the trunk's lane reach it by their side, others by a branch in the lane above their row.
 */
export function routeKeys(cells: readonly Cell[], keys: readonly KeyView[]): Routes {
  const byName = new Map(cells.map((cell) => [cell.table.name, cell]));
  const routes = keys.flatMap((key): Route[] => {
    const [source, target] = [byName.get(key.from), byName.get(key.to)];
    if (source === undefined || target === undefined || source === target) return [];
    const apart = target.column - source.column;
    return [{ ...key, source, target, side: apart === 0 ? 'left' : apart === 1 ? 'right' : 'top' }];
  });
  // Lanes and boxes take turns: a lane is even, the box after it odd.
  return {
    routes,
    trunks: lanes(
      routes,
      ({ target }) => target.column,
      ({ source, target, side }) => [
        2 * target.row + 1,
        side === 'top' ? 2 * source.row : 2 * source.row + 1,
      ],
    ),
    branches: lanes(
      routes.filter(({ side }) => side === 'top'),
      ({ source }) => source.row,
      ({ source, target }) => [2 * source.column + 1, 2 * target.column],
    ),
  };
}

/** Tracks of each lane, one for all lines to the same table. */
function lanes(
  routes: readonly Route[],
  laneOf: (route: Route) => number,
  endsOf: (route: Route) => readonly number[],
): ReadonlyMap<number, Tracks> {
  return new Map(
    [...groupBy(routes, laneOf)].map(([lane, inLane]) => {
      const spans = [...groupBy(inLane, ({ to }) => to)].map(([of, lines]) => ({
        of,
        ends: lines.flatMap(endsOf),
      }));
      return [lane, assignTracks(spans)];
    }),
  );
}
