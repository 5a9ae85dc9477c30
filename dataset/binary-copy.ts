import { regionCodes } from './region';
import { latOf, lonOf, recordedAtOf, regionOf, vehicleOf, type DatasetSpec } from './row';

/** The columns of the stream, in its order. */
export const COPY_COLUMNS = 'id, vehicle_id, location, recorded_at, region_code';

/** Bytes of a chunk; large enough that the cost per chunk is lost in the cost per row. */
const CHUNK_BYTES = 256 * 1024;

/** µs from the Unix epoch to 2000-01-01, where PostgreSQL's timestamps start. */
const POSTGRES_EPOCH_US = 946_684_800_000_000;

/** PGCOPY signature, flags and the length of the header's extension. */
const HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const TRAILER = Buffer.from('ffff', 'hex');

/** Fixed bytes of a row: five columns' lengths and values, without the region's text. */
const FIXED_BYTES = 2 + (4 + 8) + (4 + 4) + (4 + 25) + (4 + 8) + 4;

const POINT_WITH_SRID = 0x20000001;
const SRID = 4326;

/** A chunk of a stream and the rows that it completes. */
export interface CopyChunk {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** The rows of one COPY: numbers `from` to `to`, both included, where `accepts` says so. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
  /** Whether a row belongs here; default every one. */
  readonly accepts?: (id: number) => boolean;
}

/**
 * The stream of `COPY … (FORMAT binary)` for a range of rows; columns as {@link COPY_COLUMNS}. The
 * format is in PostgreSQL's manual under COPY; points are EWKB, little-endian.
 */
export function* binaryCopy(spec: DatasetSpec, range: RowRange): Generator<CopyChunk> {
  const regions = regionCodes(spec.regions).map((code) => Buffer.from(code));
  const rowBytes = FIXED_BYTES + Math.max(...regions.map((code) => code.length));
  const { accepts } = range;
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let at = HEADER.copy(buffer);
  let rows = 0;

  for (let id = range.from; id <= range.to; id++) {
    if (accepts !== undefined && !accepts(id)) continue;
    at = writeRow(buffer, at, spec, id, regions);
    rows++;
    if (at + rowBytes > CHUNK_BYTES) {
      yield { bytes: buffer.subarray(0, at), rows };
      // The driver holds on to a chunk until it is sent, so that each needs memory of its own.
      buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      at = 0;
      rows = 0;
    }
  }
  at += TRAILER.copy(buffer, at);
  yield { bytes: buffer.subarray(0, at), rows };
}

function writeRow(
  buffer: Buffer,
  start: number,
  spec: DatasetSpec,
  id: number,
  regions: readonly Buffer[],
): number {
  let at = buffer.writeInt16BE(5, start);
  at = buffer.writeInt32BE(8, at);
  at = writeInt64(buffer, id, at);
  at = buffer.writeInt32BE(4, at);
  at = buffer.writeInt32BE(vehicleOf(spec, id), at);
  at = buffer.writeInt32BE(25, at);
  at = buffer.writeUInt8(1, at);
  at = buffer.writeUInt32LE(POINT_WITH_SRID, at);
  at = buffer.writeUInt32LE(SRID, at);
  at = buffer.writeDoubleLE(lonOf(spec, id), at);
  at = buffer.writeDoubleLE(latOf(spec, id), at);
  at = buffer.writeInt32BE(8, at);
  at = writeInt64(buffer, recordedAtOf(spec, id) - POSTGRES_EPOCH_US, at);
  const region = regions[regionOf(spec, id)] as Buffer;
  at = buffer.writeInt32BE(region.length, at);
  return at + region.copy(buffer, at);
}

/** Numbers up to 2^53 without the cost of a BigInt. */
function writeInt64(buffer: Buffer, value: number, at: number): number {
  buffer.writeInt32BE(Math.floor(value / 4_294_967_296), at);
  return buffer.writeUInt32BE(value >>> 0, at + 4);
}
