import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { awaitCharts, hasChromium } from './chromium';
import { pageFixture } from './page-fixture';
import { ServedPage } from './served-page';
import { tellBackups } from './told-backups';

const ROOT = path.join(__dirname, '..', '..');

/** A stack that is up: its pictures are taken, for the docs. */
const STACK = process.env['CITUS_CLUSTER_PICTURES_OF'];

const PICTURES = ['page-cluster', 'page-backup', 'page-run', 'page-compare'].map(
  (name) => `docs/${name}.png`,
);

/** Until a fault under load is over, ms. */
const CHAOS_MS = 180_000;

describe('pictures of the page', () => {
  it('are there for the docs', () => {
    const text = readFileSync(path.join(ROOT, 'docs', 'page.md'), 'utf8');
    const shown = [...text.matchAll(/\]\((page-[^)]+)\)/g)].map(([, file]) => `docs/${file}`);
    expect(shown.length).toBeGreaterThan(1);
    for (const file of [...PICTURES, ...shown]) {
      expect(existsSync(path.join(ROOT, file))).toBe(true);
    }
  });

  describe.skipIf(!hasChromium || STACK === undefined)('taken anew', () => {
    const served = ServedPage.forTests(pageFixture, STACK);
    let page: Page;

    beforeAll(async () => {
      ({ page } = await served.open('/', { viewport: { width: 1280, height: 1000 } }));
    });

    const take = (name: string): Promise<Buffer> =>
      page.screenshot({ path: path.join(ROOT, 'docs', `page-${name}.png`) });

    it('of a cluster in which a standby has taken over', async () => {
      await page.locator('.pill', { hasText: 'Healthy' }).waitFor();
      await page.locator('.switchover button').nth(1).click();
      await page.getByRole('button', { name: 'Switch over', exact: true }).click();
      await page
        .locator('.events li', { hasText: 'is primary of worker-1' })
        .first()
        .waitFor({ timeout: CHAOS_MS });
      await page.locator('.at-work').waitFor({ state: 'detached', timeout: CHAOS_MS });
      await page.locator('.pill', { hasText: 'Healthy' }).waitFor({ timeout: CHAOS_MS });
      await page.evaluate('scrollTo(0, 0)');
      await take('cluster');
    });

    it('of a run', async () => {
      await page.goto(`${served.server.origin}/run`);
      await page.getByRole('button', { name: /^Mixed/ }).click();
      await page.getByRole('button', { name: /^Start on/ }).click();
      await awaitCharts(page, 4);
      await page
        .locator('.progress .muted', { hasText: /^2\d of 30 s/ })
        .waitFor({ timeout: CHAOS_MS });
      await take('run');
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.locator('.outcome h2').waitFor({ timeout: CHAOS_MS });
    });

    it('of a comparison', async () => {
      await page.goto(`${served.server.origin}/compare?side=tag:a&side=tag:b`);
      await awaitCharts(page, 3);
      await take('compare');
    });

    it('of backups of nine days, and what a restore would do', async () => {
      await tellBackups(page);
      await page.getByRole('button', { name: 'Newest point' }).click();
      await page.locator('.restore-plan').waitFor();
      // The stream that told it has ended.
      await page.evaluate(`document.querySelector('.banners').hidden = true`);
      await take('backup');
    });
  });
});
