import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Backups } from '../../web/api/backups';
import { BACKED_UP, BACKUPS, RESTORE_PLAN } from '../../web/api/backups.fixture';
import type { ClusterMessage } from '../../web/api/cluster';
import type { Job, JobRequest } from '../../web/api/jobs';
import type { JobMessage } from '../../web/api/live';
import { paths } from '../../web/api/paths';
import { accessibilityTroubles } from './axe';
import { hasChromium } from './chromium';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';

const JOB: Job = {
  ...{ id: '1', kind: 'restore', stacks: ['dev'], title: `restore to ${RESTORE_PLAN.point}` },
  ...{ scenario: null, faults: [], command: 'npm run restore', pid: 1, startedBy: 'page' },
  ...{ state: 'running', startedAt: '2026-11-28T04:06:00.000Z', endedAt: null },
  ...{ problem: null, results: [] },
};

const at = (second: number): string =>
  new Date(Date.parse(JOB.startedAt) + second * 1000).toISOString();

const begins = (title: string, second: number, text = ''): JobMessage => ({
  ...{ type: 'progress', at: at(second), title, text, share: null, leftS: null },
});

const json = (route: Route, body: unknown, status = 200): Promise<void> =>
  route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });

const stream = (route: Route, messages: readonly unknown[]): Promise<void> =>
  route.fulfill({
    contentType: 'text/event-stream',
    body: messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join(''),
  });

describe.skipIf(!hasChromium)('backups on the page', () => {
  const served = ServedPage.forTests();

  /** The page, told this of a stack that is backed up; what it sends goes into a list. */
  async function open(
    backups: Partial<Backups> = {},
    { running = [], told = [] }: { running?: Job[]; told?: JobMessage[] } = {},
  ): Promise<{ page: Page; sent: JobRequest[] }> {
    const { page } = await served.open();
    const sent: JobRequest[] = [];
    const messages: ClusterMessage[] = [
      { type: 'state', state: BACKED_UP },
      { type: 'jobs', running, elsewhere: [] },
    ];
    await page.route(`**${paths.stackEvents('dev')}`, (route) => stream(route, messages));
    await page.route(`**${paths.backups('dev')}`, (route) =>
      json(route, { ...BACKUPS, ...backups }),
    );
    await page.route('**/restore-plan?*', (route) => json(route, RESTORE_PLAN));
    await page.route(`**${paths.jobEvents(JOB.id)}`, (route) => stream(route, told));
    await page.route(`**${paths.jobs}`, (route) => {
      if (route.request().method() === 'GET') return json(route, { jobs: running });
      sent.push(route.request().postDataJSON() as JobRequest);
      return json(route, JOB, 201);
    });
    await page.goto(`${served.server.origin}/backup`);
    await page.getByRole('heading', { name: 'What can be restored' }).waitFor();
    return { page, sent };
  }

  /** For every reader, at any width, in light and dark. */
  async function expectFit(page: Page): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 400]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await accessibilityTroubles(page)).toEqual([]);
        await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
      }
    }
  }

  it('show what can be restored, what is missing, and what is at work', async () => {
    const { page } = await open();
    expect(await page.locator('.timeline .hole:not(li *)').count()).toBe(2);
    expect(await page.locator('.timeline .backup.bad').count()).toBe(1);
    expect(await page.locator('.restore .figures').innerText()).toContain('2026-11-19 04:05:30');
    const row = page.locator('.archive tr', { hasText: 'worker-1' });
    expect(await row.innerText()).toMatch(/2 files\s+1 min 15 s.*\s+0{7}2/);
    const jobs = page.getByLabel('Jobs of the repositories');
    expect(await jobs.locator('progress').getAttribute('value')).toBe('0.4');
    expect(await jobs.innerText()).toContain('Failed: no space left.');
    await expectFit(page);
    await page.close();
  });

  it('are restored after the name was typed, to a moment that keys chose', async () => {
    const { page, sent } = await open();
    await page.getByLabel('Moment to restore to').press('ArrowLeft');
    await page.getByText('Lost for good').waitFor();
    await expectFit(page);
    await page.getByRole('button', { name: 'Restore…' }).click();
    const deed = page.getByRole('button', { name: 'Restore', exact: true });
    expect(await deed.isDisabled()).toBe(true);
    await page.getByLabel('Type the stack’s name').fill('de');
    expect(await deed.isDisabled()).toBe(true);
    await page.getByLabel('Type the stack’s name').fill('dev');
    expect(await accessibilityTroubles(page)).toEqual([]);
    await deed.click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    const request = { kind: 'restore', stack: 'dev', to: RESTORE_PLAN.point, confirm: 'dev' };
    expect(sent).toEqual([request]);
    await page.close();
  });

  it('show the steps of a restore, and let nobody begin another thing', async () => {
    const told = [
      begins('stop the cluster', 0),
      begins('restore the leaders', 13, 'coordinator-b 40 %, worker-1-b 10 %'),
    ];
    const { page } = await open({}, { running: [JOB], told });
    const step = (name: string) => page.locator('.steps li', { hasText: name });
    await expect.poll(() => step('stop the cluster').innerText()).toContain('13 s');
    expect(await step('restore the leaders').getAttribute('aria-current')).toBe('step');
    expect(await step('restore the leaders').innerText()).toContain('worker-1-b 10 %');
    expect(await page.getByRole('button', { name: 'Back up now' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Newest point' }).click();
    expect(await page.getByRole('button', { name: 'Restore…' }).isDisabled()).toBe(true);
    await expectFit(page);
    await page.close();
  });

  it.each([
    ['Go on', { to: RESTORE_PLAN.point }],
    ['Undo', { undo: true }],
  ])('have two ways on from a restore that failed: %s', async (way, what) => {
    const begun = { point: RESTORE_PLAN.point, stage: 'leaders', startedAt: BACKUPS.at } as const;
    const { page, sent } = await open({ begun });
    await page.getByRole('button', { name: `${way}…` }).click();
    await page.getByLabel('Type the stack’s name').fill('dev');
    await expectFit(page);
    await page.getByRole('button', { name: way, exact: true }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(sent).toEqual([{ kind: 'restore', stack: 'dev', ...what, confirm: 'dev' }]);
    await page.close();
  });
});
