import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatNumber } from '../../report/html';
import type { JournalLine } from '../../jobs/journal-line';
import type { Metrics, Timeseries } from '../../results/metrics';
import type { StackStatus } from '../../running/read-status';
import type { JobList } from '../../web/api/jobs';
import { paths } from '../../web/api/paths';
import { accessibilityTroubles } from '../browser/axe';
import { awaitCharts, hasChromium, startChromium, type Chromium } from '../browser/chromium';
import { startPageServer, type PageServer } from '../browser/page-server';
import { npmRun, npmRunOk, testEnvironment } from './project';

/** Until a run has begun, or has ended once its time is over, ms. */
const PATIENCE_MS = 120_000;

/** A fault under load, until every row was looked for, ms. */
const CHAOS_MS = 180_000;

/** The page with a cluster that is at work. Call it inside a `describe`. */
export function describePage(stack: string): void {
  describe.skipIf(!hasChromium)('on the page', () => {
    const results = mkdtempSync(path.join(tmpdir(), 'citus-cluster-page-results-'));
    const onStack = ['--stack', stack, '--results', results];
    let server: PageServer;
    let chromium: Chromium;
    let page: Page;
    let troubles: readonly string[];

    const start = async (port?: number): Promise<PageServer> =>
      startPageServer({
        ...{ results, stack, env: testEnvironment() },
        ...(port !== undefined && { port }),
      });

    beforeAll(async () => {
      [server, chromium] = await Promise.all([start(), startChromium()]);
      ({ page, troubles } = await chromium.visit(server.url));
      page.setDefaultTimeout(PATIENCE_MS);
    });

    afterAll(async () => {
      await chromium.close();
      await server.close();
      rmSync(results, { recursive: true, force: true });
    });

    const go = (place: string) => page.goto(server.origin + place);
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    const ask = async <T>(address: string): Promise<T> =>
      (await page.request.get(server.origin + address)).json() as Promise<T>;
    const newestJob = async () => (await ask<JobList>(paths.jobs)).jobs[0];
    const fileOf = <T>(id: string, name: string): T =>
      JSON.parse(readFileSync(path.join(results, id, name), 'utf8')) as T;

    /** Fills in the form and starts it. */
    async function startRun(preset: string, seconds: number): Promise<void> {
      await go('/run');
      await button(preset).click();
      await page.getByLabel('Virtual users').fill('2');
      await page.getByLabel('Measured for').fill(String(seconds));
      await page.getByLabel('Warm-up before').fill('1');
      await button(`Start on ${stack}`).click();
      await page.waitForURL('**/run?job=*');
    }

    /** Waits until the job that is shown has ended. @returns ids of what it left */
    async function outcome(words: string, limitMs = PATIENCE_MS): Promise<string[]> {
      await page.getByRole('heading', { name: words }).waitFor({ timeout: limitMs });
      return page.locator('.outcome a[href^="/results/"]').allInnerTexts();
    }

    /** What the journal of the newest job told of each second that was measured. */
    async function toldSeconds(): Promise<Timeseries['seconds']> {
      const job = await newestJob();
      const stream = await page.request.get(server.origin + paths.jobEvents(job?.id ?? ''));
      const told = new Map<number, Timeseries['seconds'][number]>();
      for (const [, json = ''] of (await stream.text()).matchAll(/^data: (.*)$/gm)) {
        const line = JSON.parse(json) as JournalLine;
        if (line.type === 'second' && line.second.t_s >= 0) told.set(line.second.t_s, line.second);
      }
      return [...told.values()];
    }

    it('shows the cluster as its status tells it', async () => {
      await go('/');
      await page.locator('.pill', { hasText: 'Healthy' }).waitFor();
      const status = JSON.parse(
        await npmRunOk('status', '--stack', stack, '--json'),
      ) as StackStatus;
      const drawing = page.locator('.topology');
      for (const { name, role } of status.nodes) {
        const node = drawing.locator('.node', { hasText: name });
        expect(await node.textContent()).toContain(role);
        expect(await node.getAttribute('class')).toContain('good');
        const row = page.locator('table.nodes tr', { hasText: name }).first();
        expect(await row.innerText()).toContain(role);
      }
      const { write, read, anyNode } = status.endpoints;
      for (const { port } of [write, read, anyNode]) {
        expect(await drawing.getByText(String(port), { exact: true }).count()).toBe(1);
      }
      for (const { rows } of status.rowsByWorker) {
        const words = `${rows.toLocaleString('en')} row`;
        expect(await drawing.getByText(words).count()).toBeGreaterThan(0);
      }
      expect(await accessibilityTroubles(page)).toEqual([]);
    });

    it('says what a switchover will do, does it when told to, and shows it happen', async () => {
      await go('/');
      const target = page.locator('.switchover button').last();
      await target.click();
      await page.locator('.will-happen li').first().waitFor();
      expect(await accessibilityTroubles(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await newestJob()).toBeUndefined();

      const group = ((await target.textContent()) ?? '').replace('…', '');
      await target.click();
      await button('Switch over').click();
      await page.locator('.at-work').waitFor();
      const happened = page.locator('.events li', { hasText: `is primary of ${group} (was ` });
      await happened.waitFor({ timeout: CHAOS_MS });
      await page.getByRole('link', { name: 'Watch it' }).click();
      const [id = ''] = await outcome('Finished', CHAOS_MS);
      const chaos = fileOf<{ violations: unknown[]; rounds: { target: string }[] }>(
        id,
        'chaos.json',
      );
      expect(chaos.violations).toEqual([]);
      expect(chaos.rounds).toMatchObject([{ target: group }]);
    });

    it('starts a run, shows it, refuses a second one and stops it', async () => {
      await startRun('Reads', 120);
      await awaitCharts(page, 4);
      await page.locator('.output pre', { hasText: 'ops/s' }).waitFor();
      await page.locator('.progress .left', { hasText: 'left' }).waitFor();
      expect(await accessibilityTroubles(page)).toEqual([]);

      const { code, stderr } = await npmRun('bench:read', ...onStack);
      expect(code).toBe(1);
      expect(stderr).toMatch(/is in use: bench read runs on it since \d\d:\d\d:\d\d UTC/);

      await button('Stop').click();
      const [id = ''] = await outcome('Stopped early: what was measured is kept');
      expect(fileOf<Metrics>(id, 'metrics.json').partial).toBe(true);
      await page.locator(`.outcome a[href="/results/${id}"]`).click();
      await page.locator('.badge', { hasText: 'stopped early' }).waitFor();
    });

    it('picks up a run of the command line, and gives the same numbers', async () => {
      await go('/run');
      await button(`Start on ${stack}`).waitFor();
      const times = ['--duration', '6s', '--warmup', '1s', '--vus', '2'];
      const run = npmRunOk('bench:mixed', ...onStack, ...times, '--json');
      await page.getByRole('heading', { name: `mixed on ${stack}` }).waitFor();
      await awaitCharts(page, 4);
      const metrics = JSON.parse(await run) as Metrics;
      expect(await outcome('Finished')).toEqual([metrics.run_id]);
      expect(await toldSeconds()).toEqual(
        fileOf<Timeseries>(metrics.run_id, 'timeseries.json').seconds,
      );

      await page.locator(`.outcome a[href="/results/${metrics.run_id}"]`).click();
      await awaitCharts(page, 4);
      for (const { name, count } of metrics.queries) {
        const cells = page.locator('#operations tr', { hasText: name }).first().locator('td');
        expect(await cells.allInnerTexts()).toContain(formatNumber(count));
      }
    });

    it('loses neither a run nor its result when the server is killed', async () => {
      await startRun('Writes', 15);
      await page.locator('.output pre', { hasText: 'ops/s' }).waitFor();
      await server.kill();
      const banner = page.getByText('The server does not answer');
      await banner.waitFor();
      server = await start(Number(new URL(server.origin).port));
      await banner.waitFor({ state: 'detached' });

      const [id = ''] = await outcome('Finished');
      const { scenario, partial, errors } = fileOf<Metrics>(id, 'metrics.json');
      expect([scenario, partial, errors.samples]).toEqual(['write', false, []]);
      const { seconds } = fileOf<Timeseries>(id, 'timeseries.json');
      expect(await toldSeconds()).toEqual(seconds);
      expect(seconds).toHaveLength(15);
    });

    it('has no trouble but the server that was killed', () => {
      const others = troubles.filter((text) => !text.includes('net::ERR_'));
      expect(others).toEqual([]);
    });
  });
}
