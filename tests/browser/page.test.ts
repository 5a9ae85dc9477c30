import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Metrics } from '../../results/metrics';
import { formatMs, formatNumber } from '../../report/html';
import { accessibilityTroubles } from './axe';
import { awaitCharts, hasChromium } from './chromium';
import {
  CHAOS_RUN,
  DAMAGED_RUN,
  FULL_RUN,
  pageFixture,
  SCALE_RUN,
  UNFINISHED_RUN,
} from './page-fixture';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';

/** Every place of the page, and what is there when it has been drawn. */
const PLACES = [
  ['/', 'h1'],
  ['/run', 'h1'],
  ['/results', 'table.results tbody tr'],
  [`/results/${FULL_RUN}`, '#containers canvas'],
  [`/results/${CHAOS_RUN}`, '#writes canvas'],
  [`/results/${SCALE_RUN}`, '#use-1 canvas'],
  [`/results/${DAMAGED_RUN}`, '.notice'],
  [`/results/${UNFINISHED_RUN}`, '.notice'],
  ['/results/nowhere', '.notice'],
  ['/compare', '.notice'],
  ['/own-database', '.own-steps'],
  ['/compare?side=tag:a&side=tag:b', '.verdict'],
  ['/nowhere', 'body'],
] as const;

/** The page with results and without a cluster, as a reader uses it. */
describe.skipIf(!hasChromium)('the page', () => {
  const served = ServedPage.forTests(pageFixture);

  const text = (page: Page, selector: string): Promise<string> =>
    page.locator(selector).first().innerText();

  it.each(['light', 'dark'] as const)('keeps nobody out in %s, at any width', async (scheme) => {
    const { page, troubles, requests } = await served.open('/', { colorScheme: scheme });
    for (const [place, drawn] of PLACES) {
      for (const width of [1280, 400]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(served.server.origin + place);
        await page.waitForSelector(drawn);
        const found = await accessibilityTroubles(page);
        expect({ place, width, found }).toEqual({ place, width, found: [] });
        await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
      }
    }
    expect(requests.filter((url) => !url.startsWith(served.server.origin))).toEqual([]);
    // What is not there is told to the console by the browser itself.
    expect(troubles.filter((line) => !line.includes('404'))).toEqual([]);
    await page.close();
  });

  it('shows a run with the figures of its file', async () => {
    const { page } = await served.open(`/results/${FULL_RUN}`);
    await awaitCharts(page, 4);
    const file = readFileSync(join(served.folder.path, FULL_RUN, 'metrics.json'), 'utf8');
    const metrics = JSON.parse(file) as Metrics;
    const total = formatNumber(metrics.throughput_ops_sec.total);
    expect(await text(page, '.tile b')).toBe(total);
    for (const query of metrics.queries) {
      const row = page.locator('#operations tr', { hasText: query.name }).first();
      const cells = await row.locator('td').allInnerTexts();
      expect(cells).toContain(formatNumber(query.count));
      expect(cells).toContain(formatMs(query.latency_ms.p99));
    }
    await page.getByText('k6.log').click();
    await page.getByText('what k6 said').waitFor();
    await page.close();
  });

  it('finds, orders and chooses runs, and compares them', async () => {
    const { page } = await served.open('/results');
    const rows = page.locator('table.results tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(17);
    await page.getByRole('combobox', { name: /^Tag/ }).selectOption('a');
    await expect.poll(() => rows.count()).toBe(6);
    await page.getByRole('button', { name: 'ops/s' }).click();
    const rates = (): Promise<number[]> =>
      page
        .locator('table.results tbody td:nth-child(5)')
        .allInnerTexts()
        .then((texts) => texts.map(Number));
    const descending = await rates();
    expect(descending).toEqual([...descending].sort((a, b) => b - a));
    await rows.first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('combobox', { name: /^Tag/ }).selectOption('b');
    await expect.poll(() => rows.count()).toBe(6);
    await rows.first().getByRole('checkbox').check();
    await page.getByRole('link', { name: 'Compare 2' }).click();
    await page.waitForSelector('.verdict');
    expect(await text(page, '.verdict')).toContain('No verdict: one run a side');
    await page.close();
  });

  it('says first which side is slower', async () => {
    const { page } = await served.open('/compare?side=tag:a&side=tag:b');
    await awaitCharts(page, 3);
    expect(await text(page, '.verdict')).toContain('b is slower than a');
    expect(await text(page, 'h1')).toBe('b against a');
    await page.getByRole('button', { name: 'Make baseline' }).click();
    await expect.poll(() => text(page, '.verdict')).toContain('a is faster than b');
    expect(new URL(page.url()).searchParams.getAll('side')).toEqual(['tag:b', 'tag:a']);
    await page.close();
  });

  it('downloads a run in any format', async () => {
    const { page } = await served.open(`/results/${FULL_RUN}`);
    await page.locator('.menu summary', { hasText: 'Download' }).click();
    for (const [format, holds] of [
      ['JSON', '"run_id"'],
      ['HTML', '<title>report'],
      ['operations.csv', 'count_all'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.menu a', { hasText: format }).first().click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toContain(holds);
    }
    await page.close();
  });

  it('keeps notes, tags and baselines, and deletes when told twice', async () => {
    const id = '20250101T000000Z-mixed';
    served.folder.addRun(id, '2025-01-01T00:00:00.000Z');
    const { page } = await served.open(`/results/${id}`);
    await page.getByRole('button', { name: 'Tags and note' }).click();
    await page.getByLabel('Tags, with commas').fill('one, two');
    await page.getByRole('textbox', { name: 'Note' }).fill('a <b>note</b>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('a <b>note</b>').waitFor();
    await page.getByRole('button', { name: 'Baseline' }).click();
    await page.locator('button.pin[aria-pressed=true]').waitFor();
    const kept: unknown = JSON.parse(
      readFileSync(join(served.folder.path, id, 'annotations.json'), 'utf8'),
    );
    expect(kept).toMatchObject({ tags: ['one', 'two'], note: 'a <b>note</b>', baseline: true });

    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    expect(existsSync(join(served.folder.path, id))).toBe(true);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete 1 run' }).click();
    await page.waitForURL('**/results');
    expect(existsSync(join(served.folder.path, id))).toBe(false);
    await page.close();
  });

  it('says what is wrong with a run that can not be read', async () => {
    const { page } = await served.open(`/results/${DAMAGED_RUN}`);
    await page.getByText('This result is damaged').waitFor();
    await page.goto(`${served.server.origin}/results/${UNFINISHED_RUN}`);
    await page.getByText('This run was cut off').waitFor();
    await page.goto(`${served.server.origin}/results/nowhere`);
    await page.getByText("This result can't be shown").waitFor();
    await page.close();
  });

  it('is used by keyboard alone', async () => {
    const { page } = await served.open('/results');
    await page.locator('table.results').waitFor();
    const focused = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    const seen: string[] = [];
    for (let i = 0; i < 8 && !seen.includes('Compare'); i += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    expect(seen).toEqual(expect.arrayContaining(['Cluster', 'Run', 'Results', 'Compare']));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare');
    // The heading of the new place is where the reader goes on.
    await expect.poll(focused).toBe('Compare');
    await page.close();
  });

  it('hides and shows a line of a chart by keyboard', async () => {
    const { page } = await served.open(`/results/${FULL_RUN}`);
    const name = page.locator('#throughput').getByRole('button', { name: 'writes' });
    await name.focus();
    await page.keyboard.press('Enter');
    expect(await name.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Space');
    expect(await name.getAttribute('aria-pressed')).toBe('true');
    await page.close();
  });

  it('keeps the theme that its reader chose', async () => {
    const { page } = await served.open('/results');
    const theme = (): Promise<string | undefined> =>
      page.evaluate<string | undefined>('document.documentElement.dataset.theme');
    const choice = page.getByRole('button', { name: 'Colours' });
    await choice.click();
    await choice.click();
    expect(await theme()).toBe('dark');
    await page.reload();
    await choice.waitFor();
    expect(await theme()).toBe('dark');
    await page.close();
  });
});
