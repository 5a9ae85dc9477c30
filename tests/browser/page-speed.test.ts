import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { median } from '../../chaos/figures/summary';
import { exampleFolder, type ExampleFolder } from '../example-folder';
import { exampleRunWithEvidence } from '../example-evidence';
import { hasChromium } from './chromium';
import { startPageServer } from './page-server';
import { ServedPage } from './served-page';

const RESULTS = 1000;
const BUNDLE_LIMIT_BYTES = 150 * 1024;

/** Results that are two pages of the list: every action has the same to show of them as of a thousand. */
const FEW = 80;

/**
 * How much longer a thousand results may take than {@link FEW}, a twelfth of them. What draws all rows,
 * or goes through all of them for each, takes longer than that.
 */
const MOST_TIMES = 4;

/** How often each is timed; the one in the middle counts, not the one that another process held up. */
const ROUNDS = 5;

/** The page with a thousand results in its folder, beside the page with few. */
describe.skipIf(!hasChromium)(`the page with ${RESULTS} results`, () => {
  const served = ServedPage.forTests(() => results(RESULTS));
  const small = ServedPage.forTests(() => results(FEW));

  it('is small', async () => {
    const { page } = await served.open();
    let bytes = 0;
    for (const name of ['main.js', 'main.css']) {
      const response = await page.request.get(`${served.server.origin}/${name}`);
      bytes += gzipSync(await response.body()).length;
    }
    process.stdout.write(`the bundle has ${(bytes / 1024).toFixed(1)} kB gzipped\n`);
    expect(bytes).toBeLessThan(BUNDLE_LIMIT_BYTES);
    await page.close();
  });

  it('shows the list about as soon as that of few, once the server has read the folder', async () => {
    const [many, few] = [await listTimes(served), await listTimes(small)];
    expectAboutAsSoon('list', many.times, few.times);
    // However many there are, as many are drawn.
    expect(many.rows).toBe(few.rows);
  });

  it('shows what there is of results that nobody has read long before all are, and then all', async () => {
    const unread = results(RESULTS);
    const first = await startPageServer({ results: unread.path });
    try {
      const { page } = await served.chromium.visit(first.url.replace('/?', '/results?'));
      const rows = page.locator('table.results tbody tr');
      await rows.first().waitFor();
      const shown = await page.evaluate<number>('performance.now()');
      const lead = await page.locator('.lead').innerText();
      expect(lead).toContain('1,000 runs');
      // Else this says nothing of a list that takes long.
      expect(lead).toMatch(/still reading [\d,]+ of them/);
      await page.evaluate(ACTIONS.sort);
      await page.getByText('still reading').waitFor({ state: 'detached' });
      const read = await page.evaluate<number>('performance.now()');
      process.stdout.write(
        `nothing read before: list after ${shown.toFixed(0)} ms, all read after ${read.toFixed(0)} ms\n`,
      );
      // Most of the time until all are read passes with the list in view.
      expect(shown).toBeLessThan(read / 2);
      // The highest throughput first, as was asked for when most of it was not known yet.
      expect(await rows.first().innerText()).toContain('1,999');
      expect(await page.getByText('not read yet').count()).toBe(0);
      await page.getByRole('combobox', { name: 'Tag' }).selectOption('week-5');
      expect(await page.locator('.found').innerText()).toBe('160 runs found');
      await page.close();
    } finally {
      await first.close();
      unread.remove();
    }
  });

  it('answers each action about as soon as the list of few does', async () => {
    const ms = { many: await actionTimes(served), few: await actionTimes(small) };
    for (const name of Object.keys(ACTIONS)) {
      expectAboutAsSoon(name, ms.many[name] ?? [], ms.few[name] ?? []);
    }
  });
});

/** What a reader does to the list, one after the other. */
const ACTIONS: Readonly<Record<string, string>> & { readonly sort: string } = {
  sort: `document.querySelectorAll('button.sort')[3].click()`,
  'next page': `document.querySelector('.pages button:last-child').click()`,
  choose: `document.querySelector('tbody input').click()`,
  find: type('mixed 2025'),
  'find nothing': type('nothing has this'),
  'show all': `document.querySelector('.filters button').click()`,
  'choose all': `document.querySelector('thead input').click()`,
};

/** Writes into the search field as a keyboard would. */
function type(text: string): string {
  return `(() => {
    const field = document.querySelector('input[type=search]');
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  })()`;
}

/** From asking for the list until it is shown, in each round, ms, its results all read before; and its rows. */
async function listTimes(served: ServedPage): Promise<{ times: number[]; rows: number }> {
  const { page } = await served.open('/results');
  const shown = async (): Promise<number> => {
    await page.goto(`${served.server.origin}/results`);
    await page.locator('table.results tbody tr').first().waitFor();
    return page.evaluate<number>('performance.now()');
  };
  await page.getByText('still reading').waitFor({ state: 'detached' });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await shown());
  const rows = await page.locator('table.results tbody tr').count();
  await page.close();
  return { times, rows };
}

/** What each action takes in each round, on a page that was opened for it, ms. */
async function actionTimes(served: ServedPage): Promise<Partial<Record<string, number[]>>> {
  const times: Partial<Record<string, number[]>> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page } = await served.open('/results');
    await page.locator('table.results tbody tr').first().waitFor();
    for (const [name, act] of Object.entries(ACTIONS)) {
      (times[name] ??= []).push(await timeToFrame(page, act));
    }
    await page.close();
  }
  return times;
}

/** From an action until the frame that shows what it changed, ms. */
function timeToFrame(page: Page, act: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    ${act};
    // Preact changes the page in a task of its own; the task after the next frame sees it drawn.
    setTimeout(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))));
  })`);
}

function expectAboutAsSoon(what: string, many: readonly number[], few: readonly number[]): void {
  const [ms, reference] = [median(many), median(few)];
  process.stdout.write(`${what}: ${ms.toFixed(0)} ms, of few ${reference.toFixed(0)} ms\n`);
  expect({ what, isSoon: ms < MOST_TIMES * reference }).toEqual({ what, isSoon: true });
}

/** Runs that differ in what the list shows, otherwise with all that a real one has. */
function results(count: number): ExampleFolder {
  const folder = exampleFolder();
  const { metrics, series } = exampleRunWithEvidence();
  const seconds = JSON.stringify(series);
  for (let i = 0; i < count; i += 1) {
    const timestamp = new Date(Date.UTC(2025, 0, 1, i)).toISOString();
    const scenario = ['mixed', 'read', 'write'][i % 3] ?? 'mixed';
    const run_id = `${timestamp.replace(/[-:]|\.\d+/g, '')}-${scenario}`;
    const throughput_ops_sec = { ...metrics.throughput_ops_sec, total: 1000 + ((i * 7) % count) };
    const tag = `week-${Math.floor(i / 168)}`;
    const run = { ...metrics, run_id, timestamp, scenario, throughput_ops_sec, tag };
    folder.write(run_id, 'metrics.json', JSON.stringify(run, null, 2));
    folder.write(run_id, 'timeseries.json', seconds);
  }
  return folder;
}
