import { describe, expect, it } from 'vitest';
import { manyTables } from './many-tables.fixture';
import type { KeyView, TableView } from './own-view';
import { blocksOf } from './schema-blocks';
import { layOutSchema, type SchemaLayout } from './schema-layout';

/** A straight piece of a foreign key's line. */
interface Piece {
  readonly to: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const FEW = ['tenants', 'orders', 'lines', 'countries'];
const table = (name: string, bytes: number): TableView => ({
  ...{ name, bytes, rows: 1 },
  place:
    name === 'countries'
      ? { kind: 'reference', because: '' }
      : { kind: 'distributed', column: 'tenant_id', group: 'tenant_id' },
});
const key = (from: string, to: string): KeyView => ({ from, to, isDropped: false });

const layOut = (tables: readonly TableView[], keys: readonly KeyView[], width: number) =>
  layOutSchema(blocksOf(tables), keys, width);

function piecesOf({ lines }: SchemaLayout): Piece[] {
  return lines.flatMap(({ to, points }) =>
    points.slice(1).map(([x, y], i) => {
      const [fromX, fromY] = points[i] ?? [x, y];
      return {
        to,
        x: [Math.min(x, fromX), Math.max(x, fromX)],
        y: [Math.min(y, fromY), Math.max(y, fromY)],
      };
    }),
  );
}

it('draws tables that others refer to above these, and the large before the small', () => {
  const tables = FEW.map((name, i) => table(name, i));
  const keys = [
    ...[key('lines', 'orders'), key('orders', 'tenants'), key('lines', 'tenants')],
    // Two that refer to each other.
    ...[key('tenants', 'countries'), key('countries', 'tenants'), key('orders', 'orders')],
  ];
  const { boxes, blocks, lines } = layOut(tables, keys, 250);
  expect(boxes.map((box) => [box.table.name, box.row])).toEqual(FEW.map((name, i) => [name, i]));
  expect(blocks.map(({ title }) => title)).toEqual([
    'spread by tenant_id · 3 tables, 3 B',
    'on every node · 1 table, 3 B',
  ]);
  expect(lines).toHaveLength(5);
});

describe.each([306, 996])('a hundred tables on %i pixels', (width) => {
  const { tables, keys } = manyTables();
  const layout = layOut(tables, keys, width);
  const pieces = piecesOf(layout);

  it('have each a box that no other touches', () => {
    expect(layout.boxes).toHaveLength(100);
    const touching = layout.boxes.flatMap((one, i) =>
      layout.boxes
        .slice(i + 1)
        .filter(
          (other) =>
            Math.abs(one.x - other.x) < one.width && Math.abs(one.y - other.y) < one.height,
        ),
    );
    expect(touching).toEqual([]);
    expect(layout.width).toBeLessThanOrEqual(1.2 * width);
  });

  it('have lines that run between boxes alone', () => {
    expect(layout.lines).toHaveLength(keys.length);
    const through = pieces.filter(({ x, y }) =>
      layout.boxes.some(
        (box) =>
          x[0] < box.x + box.width && x[1] > box.x && y[0] < box.y + box.height && y[1] > box.y,
      ),
    );
    expect(through).toEqual([]);
  });

  it('have lines to different tables that lie nowhere on each other', () => {
    const overlap = (a: Piece['x'], b: Piece['x']): boolean => a[0] <= b[1] && b[0] <= a[1];
    const isUpright = ({ x }: Piece): boolean => x[0] === x[1];
    const lying = pieces.flatMap((one, i) =>
      pieces
        .slice(i + 1)
        .filter(
          (other) =>
            one.to !== other.to &&
            isUpright(one) === isUpright(other) &&
            overlap(one.x, other.x) &&
            overlap(one.y, other.y),
        ),
    );
    expect(lying).toEqual([]);
  });
});
