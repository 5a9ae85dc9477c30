import { describe, expect, it } from 'vitest';
import { exampleRun } from '../tests/example-run';
import { variedRun } from '../tests/example-series';
import type { Metrics } from '../results/metrics';
import { compare } from './compare';
import { overview } from './overview';
import { renderText } from './render-text';
import type { Side } from './side';

const side = (label: string, first: number, rate: number): Side => ({
  label,
  runs: Array.from({ length: 6 }, (_, i) =>
    variedRun(first + 3 * i, { rate: rate * (1 + 0.001 * i) }),
  ),
});

describe('several sides side by side', () => {
  const comparison = compare([side('a', 0, 1), side('b', 1, 1.5), side('c', 2, 0.5)], []);

  it('show which is best in the throughput and in each operation', () => {
    const rows = overview(comparison);
    expect(rows[0]?.figure.id).toBe('throughput.total');
    expect(rows[0]?.cells.map(({ best }) => best)).toEqual([false, true, false]);
    expect(rows.slice(1).every(({ figure }) => figure.id.endsWith('.p50'))).toBe(true);
    for (const { cells } of rows) {
      expect(cells.map(({ verdict }) => verdict)).toEqual([null, 'faster', 'slower']);
      expect(cells.findIndex(({ best }) => best)).toBe(1);
    }
  });

  it('show what the cluster took, where every run has looked', () => {
    const container = { cpu_pct: 1, cpu_pct_max: 1, disk_read_bytes: 0, disk_write_bytes: 0 };
    const network = { network_rx_bytes: 0, network_tx_bytes: 0, memory_bytes_max: 2 ** 29 };
    const withContainers = ({ label, runs }: Side, cpu_s: number): Side => ({
      label,
      runs: runs.map(({ metrics, series }) => {
        const containers = ['coordinator-a', 'worker-1-a'].map((name) => ({
          ...{ name, cpu_s, ...container, ...network },
        }));
        const server = { containers } as unknown as NonNullable<Metrics['server']>;
        return { metrics: { ...metrics, server }, series };
      }),
    });
    const sides = [withContainers(side('a', 0, 1), 3), withContainers(side('b', 1, 1), 6)];
    const costs = overview(compare(sides, [])).filter(({ figure }) => figure.kind === 'cost');
    const { operations } = exampleRun().metrics;
    expect(costs[0]?.cells[0]?.median).toBeCloseTo((2 * 3000) / operations.total);
    expect(costs[0]?.cells[1]).toMatchObject({ change: 1, verdict: 'not compared' });
    expect(costs[1]?.cells[0]?.median).toBe(1024);
    const onlyOne = [sides[0] as Side, side('b', 1, 1)];
    expect(overview(compare(onlyOne, [])).some(({ figure }) => figure.kind === 'cost')).toBe(false);
  });

  it('are one table of the text, which two sides in one scenario have no need of', () => {
    expect(renderText(comparison)).toMatch(
      /\nmixed +throughput +[\d.,]+\/s +[\d.,]+\/s \(\+50 % faster\) +[\d.,]+\/s \(−50 % slower\)/,
    );
    const two = renderText(compare([side('a', 0, 1), side('b', 1, 1.5)], []));
    expect(two).not.toContain('+50 % faster)');
  });
});
