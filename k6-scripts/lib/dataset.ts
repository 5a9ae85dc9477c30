import { AREA, VEHICLES } from '../../dataset/table';
import type { Dataset } from './operation';

/** The data set that operations draw from, given its region codes. */
export function vehicleDataset(regions: readonly string[]): Dataset {
  const { minLon, minLat, maxLon, maxLat } = AREA;
  return {
    regions,
    vehicles: VEHICLES,
    area: { west: minLon, south: minLat, east: maxLon, north: maxLat },
  };
}
