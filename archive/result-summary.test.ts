import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { listResults } from './list-results';
import { listTable } from './list-table';
import type { ResultEntry } from './result-entry';
import { matches, type ResultFilter } from './result-filter';
import { summariseResult } from './result-summary';

let folder: ExampleFolder;
let entries: readonly ResultEntry[];

beforeAll(async () => {
  folder = exampleFolder();
  folder.addRun('20260101T000000Z-mixed', '2026-01-01T00:00:00Z', {
    tag: 'nightly',
    error_count: 1,
    throughput_ops_sec: {
      total: 1234.5,
      read: 1000,
      write: 234.5,
      spatial: 0,
      test_duration_sec: 20,
    },
  });
  folder.addRun('20260102T000000Z-read', '2026-01-02T00:00:00Z', {
    stack: 'native',
    scenario: 'read',
  });
  folder.addChaos('20260103T000000Z-chaos-several', '2026-01-03T00:00:00Z');
  folder.write('20260104T000000Z-mixed', 'metrics.json', '{');
  folder.addScale('20260105T000000Z-scale', '2026-01-05T00:00:00Z');
  ({ entries } = await listResults(folder.path));
});

afterAll(() => {
  folder.remove();
});

describe('a filter', () => {
  it.each<[ResultFilter, string[]]>([
    [{}, ['20260105', '20260104', '20260103', '20260102', '20260101']],
    [{ scenario: 'mixed' }, ['20260101']],
    [{ scenario: 'chaos' }, ['20260103']],
    [{ stack: 'native' }, ['20260102']],
    [{ scenario: 'scale' }, ['20260105']],
    [{ engine: 'citus', stack: 'dev' }, ['20260105', '20260103', '20260101']],
    [{ tag: 'nightly' }, ['20260101']],
    [{ since: new Date('2026-01-03T00:00:00Z') }, ['20260105', '20260104', '20260103']],
    [{ stack: 'none' }, []],
  ])('%j', (filter, days) => {
    const found = entries.filter((entry) => matches(entry, filter));
    expect(found.map(({ id }) => id.slice(0, 8))).toEqual(days);
  });
});

describe('the list', () => {
  it('has a line a run with what matters of it', () => {
    const [header, scale, damaged, chaos, , mixed] = listTable(entries.map(summariseResult)).split(
      '\n',
    );
    expect(header).toMatch(/^run +state +stack +engine +figures +tags$/);
    expect(scale).toMatch(/ dev +citus +4 workers: insert ×3.30, bounding-box ×4.16$/);
    expect(damaged).toMatch(/^20260104T000000Z-mixed +damaged +metrics.json is no JSON/);
    expect(chaos).toMatch(/ dev +citus +4 faults, at most 5.1 s without writes, nothing violated$/);
    expect(mixed).toMatch(/ 1,234.5 ops\/s, p99 read .* ms, p99 write .* ms, 1 error +nightly$/);
  });
});
