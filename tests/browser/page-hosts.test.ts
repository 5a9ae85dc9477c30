import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ClusterMessage, ClusterState } from '../../web/api/cluster';
import { wellOnHosts, withSilentHost } from '../../web/api/hosts.fixture';
import { paths } from '../../web/api/paths';
import { accessibilityTroubles } from './axe';
import { hasChromium } from './chromium';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';

const hostNames = (count: number, suffix = '') =>
  Array.from({ length: count }, (_, index) => `h${index + 1}${suffix}`);
const LONG = { 'workers.count': 14, 'dataset.shardCount': 28 };

describe.skipIf(!hasChromium)('hosts on the page', () => {
  const served = ServedPage.forTests();

  async function show(state: ClusterState, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const { page } = await served.open('/', { colorScheme });
    const message: ClusterMessage = { type: 'state', state };
    await page.route(`**${paths.stackEvents('dev')}`, (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: `data: ${JSON.stringify(message)}\n\n`,
      }),
    );
    await page.reload();
    await page.locator('.host').first().waitFor();
    return page;
  }

  it('are boxes around what stands there, of which one may be dead', async () => {
    const state = withSilentHost(wellOnHosts(hostNames(3)), 'h2');
    const page = await show(state);
    const host = (name: string) =>
      page.locator('.host', { has: page.locator(`h3:text("${name}")`) });
    expect(await page.locator('.host').count()).toBe(3);
    expect(await host('h2').getAttribute('class')).toContain('bad');
    expect(await host('h2').locator('h3').innerText()).toMatch(
      /h2\s+10\.0\.0\.2\s+does not answer/,
    );
    expect(await host('h2').locator('.node.bad').count()).toBe(
      await host('h2').locator('.node').count(),
    );
    expect(await host('h1').getAttribute('class')).toContain('good');
    expect(await host('h1').locator('.services').innerText()).toMatch(/manager-h1\s+acts/);
    expect(await host('h3').locator('.services').innerText()).toMatch(/manager-h3\s+stands by/);
    expect(await page.locator('.reasons').innerText()).toContain(
      'Host h2 does not answer: etcd-h2',
    );
    expect(await page.locator('.nodes tr', { hasText: 'coordinator-h1' }).innerText()).toMatch(
      /coordinator-h1\s+h1\s+coordinator/,
    );
    await page.close();
  });

  it('stand in their zones', async () => {
    const page = await show(wellOnHosts(hostNames(5), ['a', 'a', 'b', 'b', 'c']));
    const zones = await page.locator('.zone').allInnerTexts();
    expect(zones.map((text) => text.match(/^zone .$|^h\d$|\bh\d(?=\s+10\.)/gm))).toEqual([
      ...[
        ['zone a', 'h1', 'h2'],
        ['zone b', 'h3', 'h4'],
        ['zone c', 'h5'],
      ],
    ]);
    await page.close();
  });

  it.each<[string, ClusterState]>([
    ['three in two zones', wellOnHosts(hostNames(3), ['a', 'a', 'b'], { 'workers.count': 1 })],
    ['three, one of which is dead', withSilentHost(wellOnHosts(hostNames(3)), 'h3')],
    ['five in three zones', wellOnHosts(hostNames(5), ['a', 'a', 'b', 'b', 'c'])],
    ['nine with long names', wellOnHosts(hostNames(9, '0'), hostNames(9, '0'), LONG)],
  ])('are readable at any width, light and dark: %s', async (_, state) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await show(state, colorScheme);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await accessibilityTroubles(page)).toEqual([]);
        await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
      }
      await page.close();
    }
  });
});
