import { describe, expect, it } from 'vitest';
import { simulatedSides, variedRun } from '../tests/example-series';
import { compare } from './compare';
import { comparisonData } from './page-data';
import { renderComparison } from './report';

describe('the page of a comparison', () => {
  it('names nothing outside of itself, and escapes what comes from outside', async () => {
    const [a, b] = simulatedSides(1, 4);
    const sides = [a, { ...b, label: '<script>alert(1)</script>' }];
    const html = await renderComparison(compare(sides, []), sides);
    expect(html).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(/);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
  });

  it('says the verdict before any figure', async () => {
    const sides = simulatedSides(1, 6, 1.3);
    const html = await renderComparison(compare(sides, []), sides);
    expect(html.indexOf('B is slower than A')).toBeGreaterThan(0);
    expect(html.indexOf('B is slower than A')).toBeLessThan(html.indexOf('<table'));
  });
});

describe("the page's charts", () => {
  it('have the median, least and most of each second', () => {
    const rates = [1, 2, 4];
    const sides = ['a', 'b'].map((label, side) => ({
      label,
      runs: rates.map((rate, i) => variedRun(2 * i + side, { rate })),
    }));
    const [scenario] = comparisonData(compare(sides, []), sides).scenarios;
    const ops = sides[0]?.runs.map(({ series }) => series?.seconds[3]?.ops);
    const totals = ops?.map((of) => (of?.read ?? 0) + (of?.write ?? 0));
    const [band] = scenario?.throughput ?? [];
    expect([band?.least[3], band?.middle[3], band?.most[3]]).toEqual(totals);
  });

  it('show the runs of all sides in the order of time', () => {
    const sides = simulatedSides(1, 4);
    const [scenario] = comparisonData(compare(sides, []), sides).scenarios;
    const turns = scenario?.runs.map((values) => values.map((value) => value !== null));
    // A B, B A, A B, B A.
    expect(turns?.[0]).toEqual([true, false, false, true, true, false, false, true]);
    expect(turns?.[1]).toEqual(turns?.[0]?.map((is) => !is));
  });

  it('have one rising curve a side and class', () => {
    const sides = simulatedSides(1, 4);
    const [scenario] = comparisonData(compare(sides, []), sides).scenarios;
    expect(scenario?.curves.map(({ side, class: name }) => `${side} ${name}`)).toEqual([
      '0 read',
      '0 spatial',
      '0 write',
      '1 read',
      '1 spatial',
      '1 write',
    ]);
    for (const { y } of scenario?.curves ?? []) {
      const values = y.filter((value) => value !== null);
      expect(values).toEqual([...values].sort((x, z) => x - z));
    }
  });
});
