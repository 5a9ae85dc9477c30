import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { AT_REST, type MovesStatus } from '../../manager/moves/moves-status';
import { MOVING } from '../../manager/moves/moves-status.fixture';
import { manyShards } from '../../web/api/many-shards.fixture';
import type { ClusterMessage } from '../../web/api/cluster';
import { WELL } from '../../web/api/cluster.fixture';
import { paths } from '../../web/api/paths';
import { accessibilityTroubles } from './axe';
import { hasChromium } from './chromium';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';

describe.skipIf(!hasChromium)('shards on the page', () => {
  const served = ServedPage.forTests();

  /** Has the page told this of the shards from now on; its stream ends at once, and it asks again. */
  async function tell(page: Page, moves: MovesStatus): Promise<void> {
    const state = { ...WELL, status: { ...WELL.status, moves } };
    const message: ClusterMessage = { type: 'state', state };
    const address = `**${paths.stackEvents('dev')}`;
    await page.unroute(address);
    await page.route(address, (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: `data: ${JSON.stringify(message)}\n\n`,
      }),
    );
  }

  it('are drawn by worker, on their way at both places, and where they are once they are there', async () => {
    const { page } = await served.open();
    await tell(page, MOVING);
    await page.reload();
    const worker = (name: string) => page.locator('.holders > li', { hasText: name });
    await worker('worker-3').getByText('1 arriving').waitFor();
    const cells = (name: string, kind: string) => worker(name).locator(`.cell.${kind}`).count();
    expect(await cells('worker-1', 'leaving')).toBe(1);
    expect(await cells('worker-3', 'arriving')).toBe(1);
    expect(await cells('worker-2', 'waiting')).toBe(1);
    const row = page.locator('.moves tr', { hasText: 'vehicle_locations_102010' });
    expect(await row.innerText()).toMatch(/worker-2\s+worker-3\s+waiting.*2$/);
    expect(await page.locator('.moves .failed').innerText()).toContain('could not connect');
    const figures = await page.locator('.figures').innerText();
    expect(figures).toContain('longest pause of writes');
    expect(figures).toContain('260 ms');

    const placements = MOVING.placements.map((one) =>
      one.group === 3 ? { ...one, shards: [...one.shards, 'vehicle_locations_102008'] } : one,
    );
    await tell(page, { ...AT_REST, draining: [2], placements });
    await worker('worker-3').getByText('2 shards').waitFor();
    expect(await cells('worker-3', 'here')).toBe(2);
    expect(await page.locator('.holders .draining').innerText()).toContain('draining');
    expect(await page.locator('.moves').count()).toBe(0);
    await page.close();
  });

  it.each([
    [3, 12],
    [3, 400],
    [30, 400],
  ])('are readable on %d workers with %d shards, at any width', async (workers, shards) => {
    const { page } = await served.open();
    await tell(page, manyShards(workers, shards));
    await page.reload();
    await page
      .locator('.holders > li')
      .nth(workers - 1)
      .waitFor();
    expect(await page.locator('.holders .cell:not(.arriving)').count()).toBe(shards);
    await page.getByText('Moves made').click();
    const row = page.locator('.moves tr', { hasText: 'vehicle_locations_102900' });
    expect(await row.innerText()).toMatch(/310 ms\s+worker-1\s+worker-\d+\s+64\.0 MiB$/);
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await accessibilityTroubles(page)).toEqual([]);
      await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    }
    await page.close();
  });
});
