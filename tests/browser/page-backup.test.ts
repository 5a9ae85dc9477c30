import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKUPS, RESTORE_PLAN } from '../../web/api/backups.fixture';
import { accessibilityTroubles } from './axe';
import { hasChromium } from './chromium';
import { overflowOf } from './page-pixels';
import { ServedPage } from './served-page';
import { begins, RESTORE_JOB, tellBackups } from './told-backups';

describe.skipIf(!hasChromium)('backups on the page', () => {
  const served = ServedPage.forTests();
  let page: Page;

  beforeEach(async () => {
    ({ page } = await served.open());
  });

  afterEach(() => page.close());

  /** For every reader, at any width: light where it is wide, dark where it is narrow. */
  async function expectFit(): Promise<void> {
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [400, 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await accessibilityTroubles(page)).toEqual([]);
      await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    }
  }

  it('show what can be restored, what is missing, and what is at work', async () => {
    await tellBackups(page);
    expect(await page.locator('.timeline .hole:not(li *)').count()).toBe(2);
    expect(await page.locator('.timeline .backup.bad').count()).toBe(1);
    const figures = await page.locator('.restore .figures').innerText();
    expect(figures).toContain('2026-11-19 04:05:30');
    expect(figures).toContain('25 s ago');
    const row = page.locator('.archive tr', { hasText: 'worker-1' });
    expect(await row.innerText()).toMatch(/2 files\s+1 min 15 s.*\s+0{7}2/);
    const jobs = page.getByLabel('Jobs of the repositories');
    expect(await jobs.locator('progress').getAttribute('value')).toBe('0.4');
    expect(await jobs.innerText()).toContain('Failed: no space left.');
    await expectFit();
  });

  it('are restored after the name was typed, to a moment that keys chose', async () => {
    const asked = await tellBackups(page);
    await page.getByLabel('Moment to restore to').press('ArrowLeft');
    await page.getByText('Lost for good').waitFor();
    await expectFit();
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
    expect(asked).toEqual([request]);
  });

  it('show the steps of a restore, and let nobody begin another thing', async () => {
    const text = 'coordinator-b 40 %, worker-1-b 10 %';
    const journal = [begins('stop the cluster', 0), begins('restore the leaders', 13, text)];
    await tellBackups(page, {}, { running: [RESTORE_JOB], journal });
    const step = (name: string) => page.locator('.steps li', { hasText: name });
    await expect.poll(() => step('stop the cluster').innerText()).toContain('13 s');
    expect(await step('restore the leaders').getAttribute('aria-current')).toBe('step');
    expect(await step('restore the leaders').innerText()).toMatch(/worker-1-b 10 %\s.*17 s/s);
    expect(await page.getByRole('button', { name: 'Back up now' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Newest point' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Restore…' }).isDisabled()).toBe(true);
    await expectFit();
  });

  it.each([
    ['Go on', { to: RESTORE_PLAN.point }],
    ['Undo', { undo: true }],
  ])('have two ways on from a restore that failed: %s', async (way, what) => {
    const begun = { point: RESTORE_PLAN.point, stage: 'leaders', startedAt: BACKUPS.at } as const;
    const asked = await tellBackups(page, { begun });
    await page.getByRole('button', { name: `${way}…` }).click();
    await page.getByLabel('Type the stack’s name').fill('dev');
    expect(await accessibilityTroubles(page)).toEqual([]);
    await page.getByRole('button', { name: way, exact: true }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(asked).toEqual([{ kind: 'restore', stack: 'dev', ...what, confirm: 'dev' }]);
  });
});
