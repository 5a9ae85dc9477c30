import { describe, expect, it } from 'vitest';
import { withStacks } from '../../jobs/claimed-stacks';
import { hasChromium } from './chromium';
import { ServedPage } from './served-page';

describe.skipIf(!hasChromium)('a stack that has something else to do', () => {
  const served = ServedPage.forTests();

  it('is said to be in use where a run would be started, and nowhere else, until it is free', async () => {
    const { page } = await served.open('/run?stack=dev');
    await page.getByRole('heading', { name: 'Run a benchmark' }).waitFor();
    const notice = page.getByRole('heading', { name: 'Stack “dev” is in use' });
    expect(await notice.count()).toBe(0);
    await withStacks(['dev'], 'load', async () => {
      await notice.waitFor();
      const words = await page.getByRole('status').filter({ has: notice }).innerText();
      expect(words).toMatch(/load runs on it since \d\d:\d\d:\d\d UTC/);
      expect(words).toContain(`process ${process.pid}`);
      // The header is for the runs of this results folder.
      expect(await page.locator('header .running').count()).toBe(0);
    });
    await notice.waitFor({ state: 'detached' });
    await page.close();
  });
});
