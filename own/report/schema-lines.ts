import { groupBy } from '../group-by';
import type { KeyView } from './own-view';
import type { Cell } from './schema-grid';
import type { Route } from './schema-routes';

/** A place and a size, pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

/** A foreign key's line, corner by corner, to the table that it refers to. */
export interface Line extends KeyView {
  readonly points: readonly Point[];
}

/** Where lines to a table run. */
interface Lanes {
  /** Left of its column: the x of its trunk. */
  readonly trunk: (target: Cell, to: string) => number;
  /** Above the row of a table that refers to it: the y of the way to the trunk. */
  readonly branch: (source: Cell, to: string) => number;
}

/** Lines of foreign keys from box to box. Those that leave a box by the same side do so beside each other. */
export function linesOf(
  routes: readonly Route[],
  boxes: readonly (Cell & Rectangle)[],
  lanes: Lanes,
): Line[] {
  const boxOf = new Map(boxes.map((box) => [box.table.name, box]));
  return [...groupBy(routes, ({ from, side }) => `${side} ${from}`).values()].flatMap((beside) =>
    beside.flatMap(({ side, source, target, ...key }, i): Line[] => {
      const [start, end] = [boxOf.get(key.from), boxOf.get(key.to)];
      if (start === undefined || end === undefined) return [];
      const trunk = lanes.trunk(target, key.to);
      const entry = end.y + end.height / 2;
      const way = wayOut(side, start, (i + 1) / (beside.length + 1), lanes.branch(source, key.to));
      const [, y] = way.at(-1) ?? [0, 0];
      return [{ ...key, points: [...way, [trunk, y], [trunk, entry], [end.x, entry]] }];
    }),
  );
}

/** From a box to where its line goes straight to the trunk; by the right in its upper half, by the left in the lower. */
function wayOut(
  side: Route['side'],
  { x, y, width, height }: Rectangle,
  port: number,
  branch: number,
): readonly Point[] {
  if (side === 'left') return [[x, y + (0.5 + port / 2) * height]];
  if (side === 'right') return [[x + width, y + (port / 2) * height]];
  const above = x + port * width;
  return [
    [above, y],
    [above, branch],
  ];
}
