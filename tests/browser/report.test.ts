import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../benchmark/report/report';
import { exampleRunWithEvidence } from '../example-evidence';
import { hasChromium, startChromium, type Chromium, type OpenPage } from './chromium';
import { coloursIn, overflowOf } from './page-pixels';

const CONTAINERS_BY_USE = ['coordinator', 'worker-1', 'worker-2', 'worker-3'].flatMap((name) => [
  `${name}-a`,
  `${name}-b`,
]);

/** The report as a reader opens it: a file, in a browser. */
describe.skipIf(!hasChromium)('the report in a browser', () => {
  let html: string;
  let chromium: Chromium;

  beforeAll(async () => {
    const { metrics, series, details } = exampleRunWithEvidence();
    html = await renderReport(metrics, series, details);
    chromium = await startChromium();
  });

  afterAll(async () => {
    await chromium.close();
  });

  function open(colorScheme: 'light' | 'dark' = 'light'): Promise<OpenPage> {
    return chromium.open(html, 5, { colorScheme, viewport: { width: 1100, height: 900 } });
  }

  it.each(['light', 'dark'] as const)('draws its charts in %s', async (scheme) => {
    const { page, url, troubles, requests } = await open(scheme);
    for (const chart of ['throughput', 'latency', 'distribution', 'containers', 'generator']) {
      expect(await coloursIn(page, chart)).toBeGreaterThan(20);
    }
    expect(troubles).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  });

  it('shows the values under the pointer', async () => {
    const { page } = await open();
    const value = page.locator('#latency .u-series:nth-child(2) .u-value');
    await page.locator('#latency .u-over').hover({ position: { x: 300, y: 60 } });
    expect(await value.textContent()).toMatch(/^[\d.]+ m?s$/);
    await page.close();
  });

  it('opens a plan where a reader asks for it', async () => {
    const { page } = await open();
    const plan = page.getByText('Custom Scan (Citus Adaptive)');
    expect(await plan.isVisible()).toBe(false);
    await page.locator('summary', { hasText: 'count_all' }).click();
    expect(await plan.isVisible()).toBe(true);
    await page.close();
  });

  it('names the containers that used most, and sums up the others', async () => {
    const { page } = await open();
    const names = await page.locator('#containers .u-legend .u-label').allTextContents();
    expect(names).toEqual(['second', ...CONTAINERS_BY_USE, '6 others together']);
    await page.close();
  });

  it('fits a narrow screen', async () => {
    const { page } = await open();
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    await page.close();
  });
});
