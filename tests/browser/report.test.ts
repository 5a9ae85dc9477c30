import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../benchmark/report/report';
import { exampleRunWithEvidence } from '../example-evidence';

const executablePath = process.env['CITUS_CLUSTER_TEST_CHROMIUM'];

const CONTAINERS_BY_USE = ['coordinator', 'worker-1', 'worker-2', 'worker-3'].flatMap((name) => [
  `${name}-a`,
  `${name}-b`,
]);

/** The report as a reader opens it: a file, in a browser. */
describe.skipIf(executablePath === undefined)('the report in a browser', () => {
  let folder: string;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'citus-cluster-report-'));
    url = pathToFileURL(join(folder, 'report.html')).href;
    const { metrics, series, details } = exampleRunWithEvidence();
    writeFileSync(join(folder, 'report.html'), await renderReport(metrics, series, details));
    // A browser in a container has no sandbox of its own to run in.
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(colorScheme: 'light' | 'dark' = 'light') {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 900 } });
    const troubles: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    await page.waitForFunction("document.querySelectorAll('canvas').length === 4");
    return { page, troubles, requests };
  }

  /** How many colours a chart's canvas holds: one, where nothing was drawn. */
  function coloursIn(page: Page, chart: string): Promise<number> {
    return page.evaluate<number>(`(() => {
      const canvas = document.querySelector('#${chart} canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
  }

  it.each(['light', 'dark'] as const)('draws its charts in %s', async (scheme) => {
    const { page, troubles, requests } = await open(scheme);
    for (const chart of ['throughput', 'latency', 'distribution', 'containers']) {
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
    expect(names).toEqual(['second', ...CONTAINERS_BY_USE, '5 others together']);
    await page.close();
  });

  it('fits a narrow screen', async () => {
    const { page } = await open();
    await page.setViewportSize({ width: 390, height: 800 });
    const overflow = () =>
      page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    await expect.poll(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });
});
