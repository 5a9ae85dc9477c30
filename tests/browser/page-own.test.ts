import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlan } from '../../own/plan/make-plan';
import { PLANTED } from '../../own/plan/planted.fixture';
import { manyTables } from '../../own/report/many-tables.fixture';
import { readOwnView } from '../../own/report/read-view';
import { renderOwnReport } from '../../own/report/report';
import { exampleVerdict } from '../../own/report/verdict.fixture';
import { exampleFolder, type ExampleFolder } from '../example-folder';
import { accessibilityTroubles } from './axe';
import { goTo, hasChromium, startChromium, type Chromium } from './chromium';
import { overflowOf } from './page-pixels';
import { startPageServer, type PageServer } from './page-server';

const [SHOP] = PLANTED;

/** What steps of `npm run own` have left, as the page shows it and as a file. */
describe.skipIf(!hasChromium)('an own database', () => {
  let folder: ExampleFolder;
  let server: PageServer;
  let chromium: Chromium;
  const write = (name: string, content: unknown): void => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder.path, name), text);
  };

  beforeAll(async () => {
    folder = exampleFolder();
    const places = { results: join(folder.path, 'results'), own: folder.path };
    [server, chromium] = await Promise.all([startPageServer(places), startChromium()]);
  });

  afterAll(async () => {
    await chromium.close();
    await server.close();
    folder.remove();
  });

  /** Nothing keeps people out, and nothing is wider than the window. */
  async function expectReadable(page: Page): Promise<void> {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await accessibilityTroubles(page)).toEqual([]);
      await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    }
  }

  it('is shown as far as the steps got, and further when its reader comes back', async () => {
    if (SHOP === undefined) throw new Error('no fixture');
    const { page, troubles } = await chromium.visit(server.url);
    await goTo(page, `${server.origin}/own-database`);
    await page.getByText('No database was looked at yet').waitFor();
    expect(await page.locator('.own-steps .missing').count()).toBe(6);

    write('profile.json', SHOP.profile);
    write('plan.yaml', (await makePlan(SHOP.profile, { workers: 3, shards: 12 })).text);
    const comeBack = () => page.evaluate(`dispatchEvent(new Event('focus'))`);
    await comeBack();
    await page.locator('.verdict-of', { hasText: 'nothing is measured yet' }).waitFor();
    expect(await page.locator('h1').innerText()).toBe('shop: not yet');
    expect(await page.locator('.own-steps .missing').count()).toBe(4);
    await expectReadable(page);

    write('verdict.json', exampleVerdict());
    await comeBack();
    await page.locator('.checked tr', { hasText: 'sales-by-country' }).waitFor();
    expect(await page.locator('h1').innerText()).toBe("shop: don't shard");
    await expectReadable(page);

    write('verdict.json', '{');
    await comeBack();
    await page.locator('.notice.bad', { hasText: 'verdict.json' }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('has its proposals chosen, and foreign keys of a table marked, by keyboard', async () => {
    write('verdict.json', exampleVerdict());
    const { page } = await chromium.visit(server.url);
    await goTo(page, `${server.origin}/own-database`);
    await page.locator('#proposal-1').focus();
    await page.keyboard.press('ArrowRight');
    const shown = page.locator('.proposal:visible');
    expect(await shown.count()).toBe(1);
    expect(await page.locator('#proposal-2 + label').innerText()).toMatch(/^2 · /);
    expect(await page.locator('#proposal-2').isChecked()).toBe(true);
    await shown.locator('.box[data-table="public.lines"]:visible').focus();
    expect(await shown.locator('.drawing-wide .key.lit').count()).toBe(3);
    expect(await shown.locator('.drawing-wide .box.lit').count()).toBe(4);
    await page.close();
  });

  it('is a file that needs no network, and is readable in the dark with a hundred tables', async () => {
    const view = await readOwnView(folder.path);
    const proposals = view.proposals.map((one) => ({ ...one, ...manyTables() }));
    const html = await renderOwnReport({ ...view, proposals });
    const opened = await chromium.open(html, 0, { colorScheme: 'dark' });
    const { page, url, troubles, requests } = opened;
    expect(await page.locator('.drawing-wide:visible .box').count()).toBe(100);
    await expectReadable(page);
    expect(troubles).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  });
});
