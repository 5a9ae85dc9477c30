import { describe, expect, it } from 'vitest';
import type { ClusterMessage } from '../../web/api/cluster';
import { WELL } from '../../web/api/cluster.fixture';
import { paths } from '../../web/api/paths';
import { accessibilityTroubles } from './axe';
import { hasChromium } from './chromium';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';

/** A worker's standby is lost; of one etcd member nothing is known. */
const STATE = {
  ...WELL,
  status: {
    ...WELL.status,
    nodes: WELL.status.nodes.map((node) =>
      node.name === 'worker-2-b' ? { ...node, state: 'unreachable', synchronous: false } : node,
    ),
    etcd: WELL.status.etcd.slice(1),
  },
};

describe.skipIf(!hasChromium)('a cluster on the page', () => {
  const served = ServedPage.forTests();

  it('is drawn as its state tells it, at any width, for every reader', async () => {
    const { page } = await served.open();
    const message: ClusterMessage = { type: 'state', state: STATE };
    await page.route(`**${paths.stackEvents('dev')}`, (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: `data: ${JSON.stringify(message)}\n\n`,
      }),
    );
    await page.reload();
    const node = (name: string) => page.locator('.topology .node', { hasText: name });
    await node('worker-2-b').getByText('does not answer').waitFor();
    expect(await node('worker-2-b').getAttribute('class')).toContain('bad');
    expect(await node('worker-1-b').innerText()).toContain('synchronous standby');
    expect(await node('coordinator-a').getAttribute('class')).toContain('good primary');
    expect(await node('coordinator-a').innerText()).toContain('writes');
    expect(await node('coordinator-b').innerText()).not.toContain('writes');
    const etcd = page.locator('.topology li', { hasText: 'etcd-1' }).getByRole('img');
    expect(await etcd.getAttribute('aria-label')).toBe('unknown');
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await accessibilityTroubles(page)).toEqual([]);
      await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    }
    await page.close();
  });
});
