import { describe, expect, it } from 'vitest';
import { exampleRunWithEvidence } from '../../tests/example-evidence';
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

  it('warns of a run that was stopped and of arrivals that were never answered', async () => {
    const plain = await render();
    expect(plain).not.toContain('class="warning"');
    expect(await render({ partial: true })).toContain('The run was stopped');
    expect(await render({ dropped_iterations: 12 })).toContain(
      '12 arrivals were due in the measured time and never answered',
    );
  });
});

describe('the report of a run with evidence', () => {
  it('shows what the servers did', async () => {
    const html = await renderWithEvidence();
    for (const heading of [
      'Containers',
      'Wait events',
      'Write-ahead log and checkpoints',
      'Rows by node',
      'Routing',
      'Statements by node',
      'Plans',
    ]) {
      expect(html).toContain(`<h2>${heading}</h2>`);
    }
    expect(html).toContain('<td>IPC: SyncRep (from nodes)</td>');
    expect(html).toContain('vehicle_locations_N vehicle_locations WHERE a &lt; $1 &amp; $2');
    expect(html).toContain('312 µs');
  });

  it('names what could not be collected', async () => {
    expect(await renderWithEvidence()).toContain(
      'Not collected: routing by worker-3-b: the node did not answer',
    );
  });

  it('warns of a generator that was short of CPU, and of a pace that was not steady', async () => {
    const html = await renderWithEvidence({
      generator: { cpu_pct: 190, memory_bytes: 1, usable_cores: 2, generator_bound: true },
      stability: { cv_throughput: 0.4, steady: false, warnings: ['Throughput varied by 40 %.'] },
    });
    expect(html).toContain('its own pace was measured');
    expect(html).toContain('Throughput varied by 40 %.');
  });

  it('says how the table is spread, and warns where that is not as planned', async () => {
    const { environment } = exampleRun().metrics;
    const shards = { shard_count: 24, distribution_column: 'vehicle_id', shard_holders: 2 };
    const differs_from_plan = ['shards: 24, planned 12'];
    const html = await render({ environment: { ...environment, ...shards, differs_from_plan } });
    expect(html).toContain('24 on 2 workers, one placement each, by vehicle_id; 64 regions');
    expect(html).toContain('file has it: shards: 24, planned 12.');
    // Results of before know neither.
    expect(await render()).toContain('48, one placement each, by region_code; 64 regions');
    expect(await render()).not.toContain('file has it');
  });

  it('has no sections for what was not looked at', async () => {
    expect(await render()).not.toMatch(/<h2>(Containers|Plans|Routing)/);
  });
});

async function renderWithEvidence(change: Parameters<typeof exampleRun>[0] = {}): Promise<string> {
  const { metrics, series, details } = exampleRunWithEvidence(change);
  return renderReport(metrics, series, details);
}

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
