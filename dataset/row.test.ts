import { describe, expect, it } from 'vitest';
import { rowOf, type DatasetSpec } from './row';
import { AREA, DAYS, VEHICLES } from './table';

const spec: DatasetSpec = { rows: 20_000, regions: 64, seed: 42, asOf: 1_767_225_600_000 };
const rows = Array.from({ length: spec.rows }, (_, index) => rowOf(spec, index + 1));

describe('rowOf', () => {
  it('gives the same row for the same seed and number, and another for another', () => {
    expect(rowOf(spec, 7)).toEqual(rowOf({ ...spec, rows: 9 }, 7));
    expect(rowOf({ ...spec, seed: 43 }, 7)).not.toEqual(rowOf(spec, 7));
    expect(rowOf(spec, 8).lon).not.toBe(rowOf(spec, 7).lon);
  });

  it('keeps to the area, the days and the vehicles', () => {
    const newest = spec.asOf * 1000;
    const strays = rows.filter(
      (row) =>
        !(row.lon >= AREA.minLon && row.lon < AREA.maxLon) ||
        !(row.lat >= AREA.minLat && row.lat < AREA.maxLat) ||
        !(row.recordedAt <= newest && row.recordedAt > newest - DAYS * 86_400_000_000) ||
        !(row.vehicleId >= 1 && row.vehicleId <= VEHICLES),
    );
    expect(strays).toEqual([]);
  });

  it('spreads evenly: over regions, over the area, and the columns apart from each other', () => {
    const perRegion = new Map<number, number>();
    for (const { region } of rows) perRegion.set(region, (perRegion.get(region) ?? 0) + 1);
    expect(perRegion.size).toBe(spec.regions);
    const expected = spec.rows / spec.regions;
    // Five standard deviations of a fair draw.
    const tolerance = 5 * Math.sqrt(expected);
    for (const count of perRegion.values())
      expect(Math.abs(count - expected)).toBeLessThan(tolerance);

    const east = rows.filter(({ lon }) => lon >= -73.75);
    const northEast = east.filter(({ lat }) => lat >= 40.95);
    expect(east.length / rows.length).toBeCloseTo(0.5, 1);
    expect(northEast.length / east.length).toBeCloseTo(0.5, 1);
  });

  it('goes on beyond 32 bits without repeating', () => {
    const far = 2 ** 32 + 7;
    expect(rowOf(spec, far).id).toBe(far);
    expect(rowOf(spec, far).lon).not.toBe(rowOf(spec, 7).lon);
  });
});
