import { groupBy } from '../plan/group-by';
import type { KeyView } from './own-view';
import { schemaGrid, type Block, type Cell } from './schema-grid';
import { routeKeys, type Route } from './schema-routes';
import type { Tracks } from './tracks';

/** Height of a table's box, and of a block's title, pixels. */
export const HEIGHT = { box: 58, title: 26 } as const;

/** Width of a box at least, and of a column with its lane, by which columns are counted. */
const WIDTH = { box: 124, column: 200 } as const;
/** Between lines beside each other. */
const TRACK = 7;
/** Between a lane's lines and boxes. */
const MARGIN = 9;
/** Between blocks. */
const GAP = 14;

interface Rectangle {
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

/** A schema as it is drawn; pixels. */
export interface SchemaLayout {
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly (Block & Rectangle)[];
  readonly boxes: readonly (Cell & Rectangle)[];
  readonly lines: readonly Line[];
}

/** Lays out a schema: boxes in rows, block by block, and lines between boxes alone; wider only where it must be. */
export function layOutSchema(
  blocks: readonly Block[],
  keys: readonly KeyView[],
  width: number,
): SchemaLayout {
  const columns = Math.max(1, Math.floor(width / WIDTH.column));
  const cells = schemaGrid(blocks, keys, columns);
  const { routes, trunks, branches } = routeKeys(cells, keys);

  const lanes = Array.from({ length: columns }, (_, column) => laneSize(trunks.get(column)));
  const inLanes = sum(lanes) + MARGIN;
  const boxWidth = Math.max(WIDTH.box, Math.floor((width - inLanes) / columns));
  const laneX = lanes.map((_, column) => sum(lanes.slice(0, column)) + column * boxWidth);

  const laneY: number[] = [];
  let y = 0;
  const drawnBlocks = [...groupBy(cells, ({ block }) => block)].map(([number, inBlock]) => {
    const top = y;
    y += HEIGHT.title;
    for (const row of new Set(inBlock.map((cell) => cell.row))) {
      laneY[row] = y;
      y += laneSize(branches.get(row)) + HEIGHT.box;
    }
    y += MARGIN + GAP;
    const whole = { x: 0, y: top, width: inLanes + columns * boxWidth, height: y - GAP - top };
    return { ...(blocks[number] as Block), ...whole };
  });

  const boxes = cells.map((cell) => ({
    ...cell,
    x: (laneX[cell.column] ?? 0) + (lanes[cell.column] ?? 0),
    y: (laneY[cell.row] ?? 0) + laneSize(branches.get(cell.row)),
    width: boxWidth,
    height: HEIGHT.box,
  }));
  const boxOf = new Map(boxes.map((box) => [box.table.name, box]));
  const trackOf = (tracks: Tracks | undefined, to: string): number =>
    MARGIN + (0.5 + (tracks?.trackOf.get(to) ?? 0)) * TRACK;

  const lines = [...groupBy(routes, ({ from, side }) => `${side} ${from}`).values()].flatMap(
    (beside) =>
      beside.map(({ side, source, target, ...key }, i): Line => {
        const { from, to } = key;
        const [start, end] = [boxOf.get(from), boxOf.get(to)] as [Rectangle, Rectangle];
        const trunk = (laneX[target.column] ?? 0) + trackOf(trunks.get(target.column), to);
        const branch = (laneY[source.row] ?? 0) + trackOf(branches.get(source.row), to);
        // Lines that leave by the right are in the upper half of a box, by the left in the lower one.
        const port = (i + 1) / (beside.length + 1);
        const leaves: Record<Route['side'], readonly Point[]> = {
          left: corner(start.x, start.y + (0.5 + port / 2) * HEIGHT.box, trunk),
          right: corner(start.x + boxWidth, start.y + (port / 2) * HEIGHT.box, trunk),
          top: [
            [start.x + port * boxWidth, start.y],
            ...corner(start.x + port * boxWidth, branch, trunk),
          ],
        };
        const entry = end.y + HEIGHT.box / 2;
        return { ...key, points: [...leaves[side], [trunk, entry], [end.x, entry]] };
      }),
  );
  return {
    width: inLanes + columns * boxWidth,
    height: y - GAP,
    blocks: drawnBlocks,
    boxes,
    lines,
  };
}

/** From a place straight to a trunk. */
function corner(x: number, y: number, trunk: number): readonly Point[] {
  return [
    [x, y],
    [trunk, y],
  ];
}

/** Width or height of a lane with its lines. */
function laneSize(tracks: Tracks | undefined): number {
  return 2 * MARGIN + TRACK * (tracks?.count ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
