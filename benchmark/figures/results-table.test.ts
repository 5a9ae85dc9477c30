import { describe, expect, it } from 'vitest';
import { exampleRun } from '../../tests/example-run';
import { renderTable } from './results-table';

describe('the table of results', () => {
  it('has a line an operation and one a class, all of one width', () => {
    const { metrics } = exampleRun();
    const lines = renderTable(metrics).split('\n');
    const table = lines.slice(0, lines.indexOf(''));
    for (const { name } of metrics.queries)
      expect(lines.some((l) => l.startsWith(name))).toBe(true);
    expect(table.some((line) => line.startsWith('all reads'))).toBe(true);
    expect(table.some((line) => line.startsWith('all writes'))).toBe(true);
    expect(new Set(table.map((line) => line.length)).size).toBe(1);
  });

  it('ends with throughput, success and the first error', () => {
    const { metrics } = exampleRun({ error_count: 1, success_rate: 99.999 });
    const text = renderTable(metrics);
    expect(text).toMatch(/operations\/s over 20 s, 8 virtual users, 99\.99 % succeeded/);
    expect(text).toContain('first error: deadlock <detected>');
  });

  it('says so when the run was cut short or arrivals were dropped', () => {
    expect(renderTable(exampleRun({ partial: true }).metrics)).toContain('stopped early');
    expect(renderTable(exampleRun({ dropped_iterations: 3 }).metrics)).toContain(
      '3 arrivals dropped',
    );
    expect(renderTable(exampleRun().metrics)).not.toMatch(/dropped|early/);
  });
});
