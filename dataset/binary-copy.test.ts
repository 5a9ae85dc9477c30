import { describe, expect, it } from 'vitest';
import { binaryCopy, type RowRange } from './binary-copy';
import { regionCodes } from './region';
import { rowOf, type DatasetSpec, type Row } from './row';

const spec: DatasetSpec = { rows: 10_000, regions: 64, seed: 42, asOf: 1_767_225_600_000 };

/** Reads a stream back by the format's description in PostgreSQL's manual. */
function decode(stream: Buffer): Row[] {
  expect(stream.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\u00ff\r\n\0');
  const regions = regionCodes(spec.regions);
  const rows: Row[] = [];
  let at = 19 + stream.readInt32BE(15);
  while (stream.readInt16BE(at) !== -1) {
    const fields: Buffer[] = [];
    const count = stream.readInt16BE(at);
    at += 2;
    for (let field = 0; field < count; field++) {
      const length = stream.readInt32BE(at);
      fields.push(stream.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    const [id, vehicle, point, recordedAt, region] = fields as [
      Buffer,
      Buffer,
      Buffer,
      Buffer,
      Buffer,
    ];
    expect([point.readUInt8(0), point.readUInt32LE(1), point.readUInt32LE(5)]).toEqual([
      1, 0x20000001, 4326,
    ]);
    rows.push({
      id: Number(id.readBigInt64BE()),
      vehicleId: vehicle.readInt32BE(),
      lon: point.readDoubleLE(9),
      lat: point.readDoubleLE(17),
      recordedAt: Number(recordedAt.readBigInt64BE()) + Date.UTC(2000, 0, 1) * 1000,
      region: regions.indexOf(region.toString()),
    });
  }
  expect(at + 2).toBe(stream.length);
  return rows;
}

function stream(range: RowRange): Buffer {
  return Buffer.concat([...binaryCopy(spec, range)].map(({ bytes }) => bytes));
}

describe('binaryCopy', () => {
  it('encodes every row of the range as it is', () => {
    const expected = Array.from({ length: 10_000 }, (_, index) => rowOf(spec, index + 1));
    expect(decode(stream({ from: 1, to: 10_000 }))).toEqual(expected);
  });

  it('counts the rows that each chunk completes, over several chunks', () => {
    const chunks = [...binaryCopy(spec, { from: 1, to: 10_000 })];
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(10_000);
  });

  it('gives the same rows however they are divided', () => {
    const halves = [stream({ from: 1, to: 4000 }), stream({ from: 4001, to: 6000 })].flatMap(
      decode,
    );
    expect(halves).toEqual(decode(stream({ from: 1, to: 6000 })));
    const odd = decode(stream({ from: 1, to: 100, accepts: (id) => id % 2 === 1 }));
    expect(odd.map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => 2 * index + 1),
    );
  });

  it('is whole without rows', () => {
    expect(decode(stream({ from: 1, to: 0 }))).toEqual([]);
  });
});
