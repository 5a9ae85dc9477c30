import { describe, expect, it } from 'vitest';
import type { ResultLine } from '../../api/results';
import { sidesOffered } from './sides-offered';

const figures = {
  throughput_ops_sec: 1,
  read_p99_ms: 1,
  write_p99_ms: 1,
  error_count: 0,
  broken_thresholds: 0,
};

const run = (id: string, change: Partial<ResultLine> = {}): ResultLine => ({
  ...{ id, kind: 'benchmark', state: 'complete', started_at: '2026-01-02T03:04:05.000Z' },
  ...{ scenario: 'mixed', stack: 'dev', engine: 'citus', tags: [], note: null, baseline: false },
  ...{ problem: null, figures, chaos: null, scale: null, series_id: id, run_tag: null },
  ...change,
});

describe('what can be compared', () => {
  it('is tags, series of several runs, and runs with figures', () => {
    const offered = sidesOffered([
      run('c', { tags: ['before'] }),
      run('b', { series_id: 's', tags: ['before', 'x'] }),
      run('a', { series_id: 's' }),
      run('d', { figures: null }),
    ]);
    expect(offered.map(({ side }) => side)).toEqual(['tag:before', 'tag:x', 's', 'c', 'b', 'a']);
    expect(offered[0]?.words).toBe('2 runs of mixed');
  });
});
