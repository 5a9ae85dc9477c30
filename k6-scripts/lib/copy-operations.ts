import type { Operation, StatementContext } from './operation';
import { anyRegion } from './region-choice';

const HOUR_MS = 3_600_000;

/** Rows of one COPY. */
const ROWS = 10_000;

/** How many different blocks of rows a virtual user sends in turn. */
const BLOCKS = 4;

/**
 * Made once and sent again and again, because making rows takes the generator longer than it takes a
 * server to store them. Ids come from the table's sequence, so no row is there twice.
 */
const blocks: string[] = [];
let sent = 0;

/** A point as PostGIS reads it fastest: extended well-known binary, little-endian, in hexadecimal. */
export function pointHex(longitude: number, latitude: number): string {
  const view = new DataView(new ArrayBuffer(25));
  view.setUint8(0, 1);
  // Type 1 is a point, the flag says that its reference system follows.
  view.setUint32(1, 0x20000001, true);
  view.setUint32(5, 4326, true);
  view.setFloat64(9, longitude, true);
  view.setFloat64(17, latitude, true);
  let hex = '';
  for (let i = 0; i < 25; i += 1) hex += view.getUint8(i).toString(16).padStart(2, '0');
  return hex;
}

/** Rows of the last hour, each of a random region, in COPY's text format. */
function block(context: StatementContext): string {
  const { random, dataset, nowMs } = context;
  const { area } = dataset;
  const lines: string[] = [];
  for (let i = 0; i < ROWS; i += 1) {
    const point = pointHex(
      random.between(area.west, area.east),
      random.between(area.south, area.north),
    );
    const time = new Date(nowMs - random.whole(0, HOUR_MS)).toISOString();
    lines.push(`${random.whole(1, dataset.vehicles)}\t${point}\t${time}\t${anyRegion(context)}\n`);
  }
  return lines.join('');
}

/** One COPY of 10,000 rows, each of a random region. */
export const copyIngest: Operation = {
  name: 'copy_10000',
  class: 'write',
  description: `COPY of ${ROWS} rows`,
  // The server asks for the data before it is sent.
  roundTrips: 2,
  routing: 'multi-shard',
  statement: (context) => {
    const turn = sent++ % BLOCKS;
    const data = (blocks[turn] ??= block(context));
    return {
      sql: 'COPY vehicle_locations (vehicle_id, location, recorded_at, region_code) FROM STDIN',
      parameters: [data],
      rows: [ROWS, ROWS],
    };
  },
};
