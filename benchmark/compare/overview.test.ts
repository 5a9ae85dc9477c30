import { describe, expect, it } from 'vitest';
import { variedRun } from '../../tests/example-series';
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

  it('are one table of the text, which two sides in one scenario have no need of', () => {
    expect(renderText(comparison)).toMatch(
      /\nmixed +throughput +[\d.,]+\/s +[\d.,]+\/s \(\+50 % faster\) +[\d.,]+\/s \(−50 % slower\)/,
    );
    const two = renderText(compare([side('a', 0, 1), side('b', 1, 1.5)], []));
    expect(two).not.toContain('+50 % faster)');
  });
});
