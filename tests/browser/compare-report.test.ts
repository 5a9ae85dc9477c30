import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../benchmark/compare/compare';
import { renderComparison } from '../../benchmark/compare/report';
import { simulatedSides } from '../example-series';

const executablePath = process.env['CITUS_CLUSTER_TEST_CHROMIUM'];

/** The page of a comparison as a reader opens it: a file, in a browser. */
describe.skipIf(executablePath === undefined)('a comparison in a browser', () => {
  let folder: string;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'citus-cluster-compare-page-'));
    const file = join(folder, 'comparison.html');
    url = pathToFileURL(file).href;
    const sides = simulatedSides(1, 6, 1.2);
    writeFileSync(file, await renderComparison(compare(sides, []), sides));
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['light', 1100],
    ['dark', 390],
  ] as const)('draws its charts in %s, %i pixels wide', async (colorScheme, width) => {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const troubles: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    await page.waitForFunction("document.querySelectorAll('canvas').length === 3");
    for (const chart of ['throughput-0', 'runs-0', 'distribution-0']) {
      const colours = await page.evaluate<number>(`(() => {
        const canvas = document.querySelector('#${chart} canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      })()`);
      expect(colours).toBeGreaterThan(20);
    }
    expect(await page.locator('.verdict').innerText()).toContain('B is slower than A');
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
    expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  });
});
