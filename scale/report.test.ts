import { describe, expect, it } from 'vitest';
import { scaleTable } from '../results/scale-table';
import { exampleScale } from '../tests/example-scale';
import { entryWords, verdict } from './body';
import { renderScaleReport } from './report';

describe('the page of a curve', () => {
  it('names nothing outside of itself, and escapes what comes from outside', async () => {
    const [curve] = exampleScale().curves;
    const curves = curve === undefined ? [] : [{ ...curve, scenario: '<script>alert(1)</script>' }];
    const html = await renderScaleReport(exampleScale({ curves }));
    expect(html).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(/);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
  });

  it('says before any figure that no absolute speed is meant', async () => {
    const html = await renderScaleReport(exampleScale());
    const held = html.indexOf('Each worker was held to 0.2 of a core at every size');
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(html.indexOf('class="tile"'));
    expect(html).toContain('<b>×3.30</b><span>insert with 4 workers, 83 % of the ideal</span>');
  });

  it('tells what was full, by size where that differs', () => {
    const points = exampleScale().curves[0]?.points ?? [];
    expect(verdict(points)).toContain('workers');
    const mixed = points.map((point, i) => ({
      ...point,
      bottleneck: i === 2 ? ('machine' as const) : ('worker' as const),
    }));
    expect(verdict(mixed)).toBe(
      'What was full at 1, 2: workers. What was full at 4: the machine itself.',
    );
    const idle = points.map((point) => ({ ...point, bottleneck: 'none' as const }));
    expect(verdict(idle)).toContain('Nothing was full at every size');
  });

  it('has a way in for each prediction', async () => {
    const html = await renderScaleReport(exampleScale());
    for (const cpu of [1, 8, null])
      expect(html).toContain(entryWords(cpu).replaceAll('"', '&quot;'));
  });
});

describe('the table of a curve', () => {
  it('has a line a scenario and size, and what the model says', () => {
    const text = scaleTable(exampleScale());
    expect(text).toMatch(/^insert +4 +2,080\/s +2,038 to 2,122 +×3\.30 +83 % +79 % to 86 %/m);
    expect(text).toMatch(/^bounding-box +1 +19\.0\/s/m);
    expect(text).toMatch(
      /^insert: the smaller sizes predict .* for 4 workers, \+\d.* % off the 2,080\/s measured/m,
    );
  });
});
