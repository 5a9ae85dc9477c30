import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { goTo, hasChromium } from './chromium';
import { ServedPage } from './served-page';

/** Longer than a tab that nobody looks at keeps its connection, ms. */
const PATIENCE_MS = 60_000;

/** What a browser opens to one server by HTTP/1.1. */
const CONNECTIONS = 6;

describe.skipIf(!hasChromium)('tabs and their streams', () => {
  const served = ServedPage.forTests();

  /** As when the reader goes to another tab, or comes back: a headless browser shows all. */
  const setHidden = (page: Page, hidden: boolean): Promise<void> =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`);

  it('give their connections back when nobody looks at them, and know what happened when they are looked at', async () => {
    const { page } = await served.open();
    const open = async (tab: Page): Promise<void> => {
      await goTo(tab, `${served.server.origin}/results`, PATIENCE_MS);
      await tab.getByText('No results yet').waitFor({ timeout: PATIENCE_MS });
    };
    await open(page);
    await setHidden(page, true);
    // One more than a browser has connections to a server.
    for (let i = 0; i < CONNECTIONS; i += 1) {
      const opened = page.waitForEvent('popup');
      await page.evaluate('void open("about:blank")');
      const tab = await opened;
      await open(tab);
      await setHidden(tab, true);
    }
    // A stream that the browser gave up, because a network of the machine has changed, comes back.
    await page.locator('.banner').waitFor({ state: 'detached' });

    served.folder.addRun('20260102T030405Z-mixed', '2026-01-02T03:04:05.000Z');
    await setHidden(page, false);
    await page.locator('table.results tbody tr').waitFor();
    await page.context().close();
  });

  it('know of a result that came after the list and before their stream', async () => {
    served.folder.addRun('20260101T030405Z-mixed', '2026-01-01T03:04:05.000Z');
    const { page } = await served.open();
    let letThrough = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letThrough = resolve));
    const asked = new Promise<void>((resolve) => {
      void page.route(/\/events/, async (route) => {
        resolve();
        await gate;
        await route.continue();
      });
    });
    await goTo(page, `${served.server.origin}/results`);
    const rows = page.locator('table.results tbody tr');
    await Promise.all([rows.first().waitFor(), asked]);
    const before = await rows.count();
    served.folder.addRun('20260103T030405Z-mixed', '2026-01-03T03:04:05.000Z');
    letThrough();
    await expect.poll(() => rows.count()).toBe(before + 1);
    await page.context().close();
  });

  it('give them back where the reader never looked at all', async () => {
    const { page } = await served.open();
    await page
      .context()
      .addInitScript(
        `Object.defineProperty(document, 'hidden', { value: true, configurable: true });`,
      );
    for (let i = 0; i <= CONNECTIONS; i += 1) {
      const opened = page.waitForEvent('popup');
      await page.evaluate('void open("about:blank")');
      const tab = await opened;
      await goTo(tab, `${served.server.origin}/results`, PATIENCE_MS);
      // Its stream is opened when the stacks are known.
      await tab.locator('.stack-choice').waitFor({ timeout: PATIENCE_MS });
    }
    await page.context().close();
  });
});
