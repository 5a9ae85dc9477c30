import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './generator/k6-script';
import { findScenario, scenarioNames } from './scenario/scenario-source';
import { regionCodes } from '../dataset/region';
import { vehicleDataset } from '../k6-scripts/lib/dataset';
import { routingOf, type DistributionColumn, type RowKey } from '../k6-scripts/lib/operation';
import { seededRandom } from '../k6-scripts/lib/random';

const KEYS: readonly RowKey[] = [
  [7, 1, 70],
  [8, 3, 80],
];

describe.each(scenarioNames())('scenario %s', (name) => {
  it.each<DistributionColumn>(['region_code', 'vehicle_id'])(
    'by %s makes statements with a parameter for each placeholder',
    async (distributionColumn) => {
      const scenario = await loadScenario(findScenario(name));
      const dataset = vehicleDataset(regionCodes(8), { distributionColumn, keys: KEYS });
      const random = seededRandom(4);
      for (const { operation } of scenario.mix({ readRatio: 80 })) {
        for (let i = 0; i < 3; i += 1) {
          const context = { random, dataset, nowMs: 1_700_000_000_000 + i, user: 3, users: 3 };
          const { sql, parameters, rows } = operation.statement(context);
          expect(rows[0]).toBeLessThanOrEqual(rows[1]);
          expect(
            parameters.every((value) => typeof value === 'string' || Number.isFinite(value)),
          ).toBe(true);
          if (sql.startsWith('COPY ')) continue;
          const used = new Set([...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
          expect([...used].sort((a, b) => a - b)).toEqual(parameters.map((_, n) => n + 1));
          // One shard is asked where, and only where, the statement holds the column that decides it.
          const routing = routingOf(operation, distributionColumn);
          const holds = new RegExp(`\\b${distributionColumn} = \\$`).test(sql);
          if (/^SELECT.*FROM vehicle_locations/s.test(sql)) {
            expect(routing).toBe(holds ? 'single-shard' : 'multi-shard');
          }
        }
      }
    },
  );
});

describe('docs/scenarios.md', () => {
  it('lists every scenario', () => {
    const listed = readFileSync('docs/scenarios.md', 'utf8').matchAll(/^\| `([a-z\d-]+)` +\|/gm);
    expect([...listed].map(([, name]) => name)).toEqual(expect.arrayContaining(scenarioNames()));
  });
});
