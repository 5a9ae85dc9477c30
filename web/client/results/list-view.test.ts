import { describe, expect, it } from 'vitest';
import type { ResultLine } from '../../api/results';
import { choicesOf, linesInView, WHOLE_LIST, type ListView } from './list-view';

const line = (id: string, change: Partial<ResultLine> = {}): ResultLine => ({
  id,
  kind: 'benchmark',
  state: 'complete',
  started_at: `2026-01-0${id}T03:04:05.000Z`,
  scenario: 'mixed',
  stack: 'dev',
  engine: 'citus',
  tags: [],
  note: null,
  baseline: false,
  problem: null,
  figures: {
    throughput_ops_sec: 100 * Number(id),
    read_p99_ms: 10,
    write_p99_ms: null,
    error_count: 0,
    broken_thresholds: 0,
  },
  chaos: null,
  scale: null,
  series_id: null,
  run_tag: null,
  ...change,
});

const lines = [
  line('1', { tags: ['before'], note: 'cold cache' }),
  line('2', { scenario: 'read', engine: 'native', stack: 'native', baseline: true }),
  line('3', { tags: ['after', 'before'], figures: null, state: 'damaged', problem: 'is empty' }),
];

const seen = (view: Partial<ListView>): string[] =>
  linesInView(lines, { ...WHOLE_LIST, ...view }).map(({ id }) => id);

describe('the list of results', () => {
  it.each<[Partial<ListView>, string[]]>([
    [{}, ['3', '2', '1']],
    [{ scenario: 'mixed' }, ['3', '1']],
    [{ engine: 'native' }, ['2']],
    [{ stack: 'dev', tag: 'after' }, ['3']],
    [{ from: '2026-01-02' }, ['3', '2']],
    [{ from: '2026-01-02', until: '2026-01-02' }, ['2']],
    [{ baselinesOnly: true }, ['2']],
    [{ text: 'COLD dev' }, ['1']],
    [{ text: 'damaged' }, ['3']],
    [{ text: 'cold native' }, []],
  ])('shows what is asked for by %j', (view, ids) => {
    expect(seen(view)).toEqual(ids);
  });

  it('is ordered either way, lines without a value last', () => {
    expect(seen({ sort: 'throughput' })).toEqual(['2', '1', '3']);
    expect(seen({ sort: 'throughput', descending: false })).toEqual(['1', '2', '3']);
  });

  it('orders equals by their start, newest first', () => {
    expect(seen({ sort: 'read-p99', descending: false })).toEqual(['2', '1', '3']);
  });

  it('offers what there is to filter by', () => {
    expect(choicesOf(lines)).toEqual({
      scenarios: ['mixed', 'read'],
      engines: ['citus', 'native'],
      stacks: ['dev', 'native'],
      tags: ['after', 'before'],
    });
  });
});
