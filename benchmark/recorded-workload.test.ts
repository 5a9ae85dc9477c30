import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vehicleDataset } from '../k6-scripts/lib/dataset';
import { seededRandom } from '../k6-scripts/lib/random';
import type { RecordedWorkload, ReplayedStatement } from '../k6-scripts/lib/recorded-workload';
import { loadScenario } from './generator/k6-script';
import { findScenario } from './scenario/scenario-source';

let folder: string;

const insert: ReplayedStatement = {
  name: 'insert_orders',
  sql: 'INSERT INTO orders VALUES ($1, $2)',
  ...{ class: 'write', routing: 'single-shard', weight: 3, parameters: 2 },
  fresh: [{ index: 0, kind: 'number', from: 0, length: null }],
  undo: { sql: 'DELETE FROM orders WHERE tenant = $1 AND id = $2', indexes: [1, 0] },
};
const remove: ReplayedStatement = {
  ...{ name: 'delete_orders', sql: 'DELETE FROM orders WHERE id = $1', class: 'write' },
  ...{ routing: 'multi-shard', weight: 0, parameters: 1, fresh: [] },
  undo: { sql: 'INSERT INTO orders SELECT * FROM given($1)', indexes: [1] },
};
const recorded: RecordedWorkload = {
  statements: [insert, remove],
  transactions: [{ name: 'both', weight: 1, statements: ['insert_orders', 'delete_orders'] }],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-recorded-'));
  mkdirSync(join(folder, 'pools'));
  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  write('workload.json', recorded);
  write('pools/insert_orders.json', [[5, null]]);
  write('pools/both.json', [
    [
      [5, 7],
      ['8', '[{"id":8}]'],
    ],
  ]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('is replayed from its pools, with keys of its own, and undone', async () => {
  const scenario = await loadScenario(findScenario(join(folder, 'workload.json')));
  expect(scenario.hasOwnValues).toBe(true);
  const mix = scenario.mix({ readRatio: 80 });
  expect(mix.map(({ operation, weight }) => [operation.name, weight])).toEqual([
    ['insert_orders', 3],
    ['both', 1],
  ]);
  const context = {
    ...{ random: seededRandom(1), dataset: vehicleDataset([]), nowMs: 1_700_000_000_000 },
    ...{ user: 2, users: 2 },
  };
  const alone = mix[0]?.operation.statement(context);
  expect(alone?.parameters).toEqual([expect.stringMatching(/^17\d+00002$/), null]);
  expect(alone?.undo).toMatchObject([{ parameters: [null, alone?.parameters[0]] }]);

  const together = mix[1]?.operation.statement(context);
  expect([together, ...(together?.next ?? [])].map((one) => one?.sql)).toEqual([
    ...['BEGIN', insert.sql, remove.sql, 'COMMIT'],
  ]);
  expect(together?.next?.[1]?.parameters).toEqual(['8']);
  expect(together?.undo?.map(({ sql }) => sql)).toEqual([remove.undo?.sql, insert.undo?.sql]);
});
