import { groupBy } from '../group-by';
import type { KeyView } from './own-view';
import { schemaGrid, type Block, type Cell } from './schema-grid';
import { linesOf, type Line, type Rectangle } from './schema-lines';
import { routeKeys } from './schema-routes';
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
  const columnX = lanes.map((_, column) => sum(lanes.slice(0, column + 1)) + column * boxWidth);
  const whole = inLanes + columns * boxWidth;

  const rowY: number[] = [];
  let y = -GAP;
  const frames = [...groupBy(cells, ({ block }) => block)].map(([block, inBlock]) => {
    const top = y + GAP;
    y = top + HEIGHT.title;
    for (const row of new Set(inBlock.map((cell) => cell.row))) {
      rowY[row] = y + laneSize(branches.get(row));
      y = rowY[row] + HEIGHT.box;
    }
    y += MARGIN;
    return { ...(blocks[block] as Block), x: 0, y: top, width: whole, height: y - top };
  });

  const boxes = cells.map((cell) => ({
    ...cell,
    x: columnX[cell.column] ?? 0,
    y: rowY[cell.row] ?? 0,
    width: boxWidth,
    height: HEIGHT.box,
  }));
  const lines = linesOf(routes, boxes, {
    trunk: ({ column }, to) => (columnX[column] ?? 0) - distance(trunks.get(column), to),
    branch: ({ row }, to) => (rowY[row] ?? 0) - distance(branches.get(row), to),
  });
  return { width: whole, height: y, blocks: frames, boxes, lines };
}

/** Width or height of a lane with its lines. */
function laneSize(tracks: Tracks | undefined): number {
  return 2 * MARGIN + TRACK * (tracks?.count ?? 0);
}

/** How far the line to a table is from the boxes behind its lane. */
function distance(tracks: Tracks | undefined, to: string): number {
  return MARGIN + TRACK * (0.5 + (tracks?.trackOf.get(to) ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
