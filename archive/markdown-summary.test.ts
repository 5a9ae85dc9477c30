import { describe, expect, it } from 'vitest';
import { exampleChaos } from '../tests/example-chaos';
import { exampleRun } from '../tests/example-run';
import type { Metrics } from '../results/metrics';
import { NO_ANNOTATIONS, type Annotations } from './annotations';
import { markdownSummary } from './markdown-summary';

const common = {
  id: '20260102T030405Z-mixed',
  path: '/results/20260102T030405Z-mixed',
  startedAt: new Date('2026-01-02T03:04:05Z'),
  state: 'complete',
  annotationsProblem: null,
} as const;

function summary(change: Partial<Metrics> = {}, notes: Partial<Annotations> = {}): string {
  const annotations = { ...NO_ANNOTATIONS, ...notes };
  const { metrics } = exampleRun(change);
  return markdownSummary({ ...common, kind: 'benchmark', metrics, annotations });
}

describe('a summary in Markdown', () => {
  it('has a row an operation, each with all cells', () => {
    const table = summary()
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(2 + exampleRun().metrics.queries.length);
    expect(new Set(table.map((line) => line.split('|').length))).toEqual(new Set([10]));
    expect(table.some((line) => line.startsWith('| `single_insert` | '))).toBe(true);
  });

  it('says what was run, and what is said of it', () => {
    const text = summary({ tag: 'nightly' }, { tags: ['release'], note: 'after <b>the</b> index' });
    expect(text).toMatch(/^### mixed on dev \(citus\): [\d,.]+ operations\/s\n/);
    expect(text).toContain('8 virtual users for 20 s');
    expect(text).toContain('· `nightly` · `release`');
    expect(text).toContain('after \\<b\\>the\\</b\\> index');
  });

  it('warns of what makes the figures worth less', () => {
    expect(summary({ partial: true })).toContain('> The run was stopped after 20 of 20 seconds.');
    expect(summary({ dropped_iterations: 7 })).toMatch(/^> 7 arrivals .*never answered/m);
    expect(summary({ error_count: 2 })).toContain(
      '> 2 errors, the first: `deadlock <detected> (SQLSTATE 40P01)`',
    );
    expect(summary({ error_count: 0 })).not.toMatch(/^>/m);
  });

  it('tells which thresholds held', () => {
    const of = { unit: 'ms', limit: 50 };
    const text = summary({
      thresholds: [
        { ...of, expression: 'p99>50ms', value: 61.25, broken: true },
        { ...of, expression: 'p50>50ms', value: 5, broken: false },
      ],
    });
    expect(text).toContain('- ❌ `p99>50ms: 61.25 ms measured`');
    expect(text).toContain('- ✅ `p50>50ms: 5 ms measured`');
  });

  it('of a chaos run has its table and what was violated', () => {
    const { result } = exampleChaos();
    const entry = { ...common, kind: 'chaos', annotations: NO_ANNOTATIONS } as const;
    const fine = markdownSummary({ ...entry, chaos: result });
    expect(fine).toMatch(/^### Chaos on dev \(citus\): everything that must hold did\n/);
    expect(fine).toMatch(/^kill-container +coordinator +3 /m);
    const violated = { ...result, violations: ['2 rows lost'] };
    const text = markdownSummary({ ...entry, chaos: violated });
    expect(text).toMatch(/^### Chaos on dev \(citus\): 1 violation\n/);
    expect(text.match(/2 rows lost/g)).toHaveLength(1);
  });
});
