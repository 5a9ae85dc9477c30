import { describe, expect, it } from 'vitest';
import { exampleRun } from '../../tests/example-run';
import { pageData } from './page-data';
import { renderReport } from './report';

describe('the report', () => {
  it('names nothing outside of itself and allows nothing to be loaded', async () => {
    const { metrics, series } = exampleRun();
    const html = await renderReport(metrics, series);
    expect(html).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(/);
    expect(html).toContain("default-src 'none'");
  });

  it('shows the figures of every operation', async () => {
    const { metrics, series } = exampleRun();
    const html = await renderReport(metrics, series);
    for (const { name, count } of metrics.queries) {
      expect(html).toContain(`<td>${name}<`);
      expect(html).toContain(`>${count.toLocaleString('en')}</td>`);
    }
  });

  it('escapes what comes from outside', async () => {
    const { metrics, series } = exampleRun({ tag: '</script><script>alert(1)</script>' });
    const html = await renderReport(metrics, series);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('deadlock &lt;detected&gt;');
  });

  it('warns of a run that was stopped and of dropped arrivals', async () => {
    const plain = await render();
    expect(plain).not.toContain('class="warning"');
    expect(await render({ partial: true })).toContain('The run was stopped');
    expect(await render({ dropped_iterations: 12 })).toContain('12 arrivals found no free');
  });
});

async function render(change: Parameters<typeof exampleRun>[0] = {}): Promise<string> {
  const { metrics, series } = exampleRun(change);
  return renderReport(metrics, series);
}

describe("the charts' data", () => {
  it('has a rising curve an operation that ends within its extremes', () => {
    const { metrics, series } = exampleRun();
    const { curves, positions } = pageData(metrics, series);
    expect(curves.map(({ name }) => name)).toEqual(metrics.queries.map(({ name }) => name));
    curves.forEach(({ y }, i) => {
      const values = y.filter((value) => value !== null);
      expect(y).toHaveLength(positions.length);
      expect(values).toEqual([...values].sort((a, b) => a - b));
      const max = metrics.queries[i]?.latency_ms.max ?? NaN;
      expect(values.at(-1)).toBeGreaterThan(0.97 * max);
      expect(values.at(-1)).toBeLessThan(1.03 * max);
    });
  });

  it('leaves out operations that were not measured', () => {
    const { metrics, series } = exampleRun();
    const queries = metrics.queries.map((query, i) =>
      i === 0 ? { ...query, count: 0, histogram: { ...query.histogram, buckets: [] } } : query,
    );
    expect(pageData({ ...metrics, queries }, series).curves).toHaveLength(queries.length - 1);
  });
});
