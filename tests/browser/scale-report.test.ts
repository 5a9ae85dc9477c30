import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderScaleReport } from '../../scale/report';
import { exampleScale } from '../example-scale';
import { accessibilityTroubles } from './axe';
import { hasChromium, startChromium, type Chromium } from './chromium';
import { coloursIn, overflowOf } from './page-pixels';

/** The page of a curve as a reader opens it: a file, in a browser. */
describe.skipIf(!hasChromium)('a curve in a browser', () => {
  let html: string;
  let chromium: Chromium;

  beforeAll(async () => {
    html = await renderScaleReport(exampleScale());
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
    for (const chart of ['speedup', 'use-0', 'use-1']) {
      expect(await coloursIn(page, chart)).toBeGreaterThan(20);
    }
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityTroubles(page)).toEqual([]);
    expect(troubles).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  });
});
