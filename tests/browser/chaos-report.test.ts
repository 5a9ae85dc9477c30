import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../benchmark/report/report';
import { renderChaosReport } from '../../chaos/report/report';
import { exampleChaos } from '../example-chaos';
import { exampleRun } from '../example-run';

const executablePath = process.env['CITUS_CLUSTER_TEST_CHROMIUM'];

/** The red of a fault's mark in the light theme, as a canvas gives it. */
const FAULT_RGB = [0xc4, 0x20, 0x1c];

describe.skipIf(executablePath === undefined)('reports of what happened, in a browser', () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'citus-cluster-chaos-report-'));
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(html: string, charts: number) {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const page = await browser.newPage({ colorScheme: 'light' });
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(`document.querySelectorAll('canvas').length === ${charts}`);
    return { page, troubles };
  }

  /** Pixels of a colour in a chart. */
  function pixelsOf(page: Page, chart: string, rgb: readonly number[]): Promise<number> {
    return page.evaluate<number>(`(() => {
      const canvas = document.querySelector('#${chart} canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 4) {
        if ([${rgb.join()}].every((value, c) => Math.abs(data[i + c] - value) < 4)) found += 1;
      }
      return found;
    })()`);
  }

  it('draws writes, reads and events of a chaos run', async () => {
    const { result, series } = exampleChaos();
    const { page, troubles } = await open(await renderChaosReport(result, series), 2);
    for (const chart of ['writes', 'reads']) {
      expect(await pixelsOf(page, chart, FAULT_RGB)).toBeGreaterThan(50);
    }
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('marks events in the charts of a benchmark, and nothing where there were none', async () => {
    const { metrics, series } = exampleRun();
    const seconds = series.seconds.map((second) => ({ ...second, errors: 0, dropped: 0 }));
    const count = async (events: typeof series.events): Promise<number> => {
      const html = await renderReport(metrics, { ...series, seconds, events });
      const { page } = await open(html, 3);
      const found = await pixelsOf(page, 'latency', FAULT_RGB);
      await page.close();
      return found;
    };
    expect(await count([])).toBe(0);
    expect(await count([{ t_s: 5, kind: 'fault', label: 'stop x' }])).toBeGreaterThan(50);
  });
});
