import { describe, expect, it } from 'vitest';
import { regionCodes } from '../../dataset/region';
import { vehicleDataset } from './dataset';
import { pointHex } from './copy-operations';
import { deleteOwn, insertOwn } from './own-row-operations';
import { seededRandom } from './random';

const dataset = vehicleDataset(regionCodes(4));
const context = { random: seededRandom(1), dataset, nowMs: 1_700_000_000_000, user: 12, users: 12 };

describe('the rows of a virtual user', () => {
  it('are deleted as they were inserted, the oldest first, under ids of their own', () => {
    const inserted = [1, 2, 3].map(() => {
      const { parameters, succeeded } = insertOwn.statement(context);
      succeeded?.();
      return parameters;
    });
    const ids = inserted.map(([id]) => id);
    expect(ids).toEqual(['170000000000000012', '170000000000100012', '170000000000200012']);
    for (const [id, , , , , region] of inserted) {
      expect(deleteOwn.statement(context)).toMatchObject({
        parameters: [region, id],
        rows: [1, 1],
      });
    }
  });

  it('are there only once their insert was acknowledged', () => {
    insertOwn.statement(context);
    const { parameters, succeeded } = insertOwn.statement(context);
    succeeded?.();
    expect(deleteOwn.statement(context)).toMatchObject({
      parameters: [parameters[5], parameters[0]],
    });
    expect(deleteOwn.statement(context).rows).toEqual([0, 0]);
  });

  it('leave nothing to delete where there is none', () => {
    expect(deleteOwn.statement(context).rows).toEqual([0, 0]);
  });
});

describe('pointHex', () => {
  it('writes what PostGIS writes', () => {
    // SELECT encode(ST_AsEWKB(ST_SetSRID(ST_MakePoint(-73.5, 40.75), 4326), 'NDR'), 'hex')
    expect(pointHex(-73.5, 40.75)).toBe('0101000020e610000000000000006052c00000000000604440');
  });
});
