import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../compare/compare';
import { renderComparison } from '../../compare/report';
import { simulatedSides } from '../example-series';
import { hasChromium, startChromium, type Chromium } from './chromium';
import { coloursIn, overflowOf } from './page-pixels';

/** The page of a comparison as a reader opens it: a file, in a browser. */
describe.skipIf(!hasChromium)('a comparison in a browser', () => {
  let html: string;
  let chromium: Chromium;

  beforeAll(async () => {
    const sides = simulatedSides(1, 6, 1.2);
    html = await renderComparison(compare(sides, []), sides);
    chromium = await startChromium();
  });

  afterAll(async () => {
    await chromium.close();
  });

  it.each([
    ['light', 1100],
    ['dark', 390],
  ] as const)('draws its charts in %s, %i pixels wide', async (colorScheme, width) => {
    const viewport = { width, height: 900 };
    const opened = await chromium.open(html, 3, { colorScheme, viewport });
    const { page, url, troubles, requests } = opened;
    for (const chart of ['throughput-0', 'runs-0', 'distribution-0']) {
      expect(await coloursIn(page, chart)).toBeGreaterThan(20);
    }
    expect(await page.locator('.verdict').innerText()).toContain('B is slower than A');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  });
});
