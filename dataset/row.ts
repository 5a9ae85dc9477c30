import { AREA, DAYS, VEHICLES } from './table';

/** What decides the rows of a data set. */
export interface DatasetSpec {
  /** Rows, numbered from 1; a row's number is its id. */
  readonly rows: number;
  /** Distinct region codes. */
  readonly regions: number;
  readonly seed: number;
  /** The newest moment that a row can have been recorded at, ms since the Unix epoch. */
  readonly asOf: number;
}

/** One row, with its region as an index into `regionCodes`. */
export interface Row {
  readonly id: number;
  readonly vehicleId: number;
  /** Degrees. */
  readonly lon: number;
  /** Degrees. */
  readonly lat: number;
  /** µs since the Unix epoch. */
  readonly recordedAt: number;
  readonly region: number;
}

/** The random draws of a row; each has its own salt, so that columns are independent. */
const SALT = { vehicle: 1, region: 2, lon: 3, lat: 4, recordedAt: 5 } as const;

const TWO_POW_32 = 4_294_967_296;
const SPAN_US = DAYS * 86_400_000_000;

/** The 32-bit finaliser of MurmurHash3: every input bit changes every output bit. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A draw in [0, 1), the same for the same arguments. */
function draw(seed: number, id: number, salt: number): number {
  const low = mix(id ^ mix(seed + Math.imul(salt, 0x9e3779b9)));
  // Row numbers beyond 32 bits bring in their upper half.
  const high = Math.floor(id / TWO_POW_32);
  return ((high === 0 ? low : mix(low + high)) >>> 0) / TWO_POW_32;
}

/** The vehicle of row `id`, 1 to {@link VEHICLES}. */
export function vehicleOf(spec: DatasetSpec, id: number): number {
  return 1 + Math.floor(draw(spec.seed, id, SALT.vehicle) * VEHICLES);
}

/** The region of row `id`, an index into `regionCodes`. */
export function regionOf(spec: DatasetSpec, id: number): number {
  return Math.floor(draw(spec.seed, id, SALT.region) * spec.regions);
}

/** Degrees east of row `id`. */
export function lonOf(spec: DatasetSpec, id: number): number {
  return AREA.minLon + draw(spec.seed, id, SALT.lon) * (AREA.maxLon - AREA.minLon);
}

/** Degrees north of row `id`. */
export function latOf(spec: DatasetSpec, id: number): number {
  return AREA.minLat + draw(spec.seed, id, SALT.lat) * (AREA.maxLat - AREA.minLat);
}

/** When row `id` was recorded, µs since the Unix epoch. */
export function recordedAtOf(spec: DatasetSpec, id: number): number {
  return spec.asOf * 1000 - Math.floor(draw(spec.seed, id, SALT.recordedAt) * SPAN_US);
}

/** Row `id` of a data set: a pure function of the seed and the number. */
export function rowOf(spec: DatasetSpec, id: number): Row {
  return {
    id,
    vehicleId: vehicleOf(spec, id),
    lon: lonOf(spec, id),
    lat: latOf(spec, id),
    recordedAt: recordedAtOf(spec, id),
    region: regionOf(spec, id),
  };
}
