import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../benchmark/report/report';
import { renderChaosReport } from '../../chaos/report/report';
import { exampleChaos } from '../example-chaos';
import { exampleRun } from '../example-run';
import { hasChromium, startChromium, type Chromium } from './chromium';
import { pixelsOf } from './page-pixels';

/** The red of a fault's mark in the light theme, as a canvas gives it. */
const FAULT_RGB = [0xc4, 0x20, 0x1c];

describe.skipIf(!hasChromium)('reports of what happened, in a browser', () => {
  let chromium: Chromium;

  beforeAll(async () => {
    chromium = await startChromium();
  });

  afterAll(async () => {
    await chromium.close();
  });

  it('draws writes, reads and events of a chaos run', async () => {
    const { result, series } = exampleChaos();
    const { page, troubles } = await chromium.open(await renderChaosReport(result, series), 2);
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
      const { page } = await chromium.open(html, 3);
      const found = await pixelsOf(page, 'latency', FAULT_RGB);
      await page.close();
      return found;
    };
    expect(await count([])).toBe(0);
    expect(await count([{ t_s: 5, kind: 'fault', label: 'stop x' }])).toBeGreaterThan(50);
  });
});
