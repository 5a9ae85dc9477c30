import { AREA, VEHICLES } from '../../dataset/table';
import type { Dataset } from './operation';

/**
 * The data set that operations draw from, given its region codes.
 *
 * @param more default: distributed by region, no keys
 */
export function vehicleDataset(
  regions: readonly string[],
  more: Partial<Pick<Dataset, 'distributionColumn' | 'keys'>> = {},
): Dataset {
  const { minLon, minLat, maxLon, maxLat } = AREA;
  return {
    regions,
    vehicles: VEHICLES,
    area: { west: minLon, south: minLat, east: maxLon, north: maxLat },
    distributionColumn: 'region_code',
    keys: [],
    ...more,
  };
}
