import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../jobs/journal';
import { runJob } from '../../jobs/run-job';
import { awaitCharts, hasChromium } from './chromium';
import { ServedPage } from './served-page';

const CONTAINERS = Array.from({ length: 20 }, (_, i) => `container-${i + 1}`);

/**
 * Most that watching may take, of the CPU time that opening the page and drawing its first 60 s took.
 * What draws all anew with each line takes many times that.
 */
const MOST_OF_OPENING = 2;

/** How long that is measured, s. */
const MEASURED_S = 20;

/** A run that this process makes, as the command line does, and the page watches. */
describe.skipIf(!hasChromium)('the page while something runs', () => {
  const served = ServedPage.forTests();

  /** Runs what writes to the journal, and ends when it does. */
  function run(name: string, work: (journal: Journal) => Promise<void>): Promise<void> {
    return runJob(
      {
        description: {
          ...{ kind: 'bench', stacks: [`test-page-${name}`], title: name, scenario: 'mixed' },
          ...{ faults: [], command: `npm run bench -- mixed --tag ${name}` },
        },
        results: served.folder.path,
        signal: new AbortController().signal,
        said: [],
      },
      work,
    );
  }

  function begin(journal: Journal, name: string): void {
    journal.write({
      ...{ type: 'run', index: 0, of: 1, stack: `test-page-${name}`, scenario: 'mixed' },
      ...{ model: 'closed', vus: 8, ratePerS: null, warmupS: 0, durationS: 120 },
      startedAt: new Date().toISOString(),
    });
  }

  function second(journal: Journal, t: number): void {
    const ops = { read: 1000 + t, write: 200, spatial: 300 };
    journal.write({
      type: 'second',
      second: { t_s: t, ops, errors: 0, dropped: 0, p50: 4 + (t % 3), p99: 20 + (t % 7) },
    });
    const cpu = Object.fromEntries(CONTAINERS.map((name, i) => [name, 10 + ((t * i) % 50)]));
    journal.write({ type: 'cpu', t_s: t, cpu });
    journal.write({ type: 'output', at: new Date().toISOString(), text: `second ${t} is over` });
    const share = { share: t / 120, leftS: 120 - t };
    const at = new Date().toISOString();
    journal.write({ type: 'progress', at, title: 'run 1/1', text: `${t} of 120 s`, ...share });
  }

  /** Follows the link in the header to the run of that name. */
  async function watch(name: string): Promise<Page> {
    const { page } = await served.open('/', { viewport: { width: 1280, height: 900 } });
    await page.getByRole('link', { name: `Watch ${name}` }).click();
    await page.getByRole('heading', { name: `${name} on` }).waitFor();
    return page;
  }

  it('shows a run of the command line, over a killed server, to its end', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let written: Journal | undefined;
    const job = run('restart', async (journal) => {
      begin(journal, 'restart');
      for (let t = 0; t < 5; t += 1) second(journal, t);
      written = journal;
      await finished;
    });
    const page = await watch('restart');
    const reads = page.locator('.live-chart').first().locator('.u-value').nth(1);
    await expect.poll(() => reads.innerText()).toBe('1,004');
    await page.getByText('second 4 is over').waitFor();
    expect(await page.locator('progress').getAttribute('value')).toBe(String(4 / 120));

    await served.server.kill();
    await page.getByText('The server does not answer').waitFor();
    // The run goes on meanwhile.
    if (written !== undefined) second(written, 5);
    await served.startAgain();
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    await expect.poll(() => reads.innerText(), { timeout: 20_000 }).toBe('1,005');
    const output = await page.locator('.output pre').innerText();
    for (let t = 0; t <= 5; t += 1) expect(output.split(`second ${t} is over`)).toHaveLength(2);

    finish();
    await job;
    await page.getByRole('heading', { name: 'Finished' }).waitFor();
    await page.close();
  });

  it('clears, follows and sizes the output', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const job = run('output', async (journal) => {
      begin(journal, 'output');
      for (let t = 0; t < 60; t += 1) second(journal, t);
      await finished;
    });
    const page = await watch('output');
    const pre = "document.querySelector('.output pre')";
    const size = `getComputedStyle(${pre}).fontSize`;
    await page.getByText('second 59 is over').waitFor();
    const left = `${pre}.scrollHeight - ${pre}.clientHeight - ${pre}.scrollTop`;
    await expect.poll(() => page.evaluate<number>(left)).toBeLessThan(4);
    const before = await page.evaluate<string>(size);
    await page.getByRole('button', { name: 'larger text' }).click();
    expect(await page.evaluate<string>(size)).not.toBe(before);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.evaluate<string>(`${pre}.textContent`)).toBe('');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.output a', { hasText: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.log$/);
    finish();
    await job;
    await page.close();
  });

  it('takes little of a core for 60 s of 20 lines', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let timer: NodeJS.Timeout | undefined;
    const job = run('load', async (journal) => {
      begin(journal, 'load');
      let t = 0;
      for (; t < 60; t += 1) second(journal, t);
      timer = setInterval(() => {
        second(journal, t);
        t += 1;
      }, 1000);
      await finished;
    });
    const page = await watch('load');
    await awaitCharts(page, 4);
    const browser = page.context().browser();
    if (browser === null) throw new Error('the page has no browser');
    const session = await browser.newBrowserCDPSession();
    const opening = await rendererSeconds(session);
    // A measurement takes its time.
    await new Promise((resolve) => setTimeout(resolve, MEASURED_S * 1000));
    const watching = (await rendererSeconds(session)) - opening;
    process.stdout.write(
      `the live page took ${watching.toFixed(2)} s of a core in ${MEASURED_S} s, ${opening.toFixed(2)} s to open\n`,
    );
    expect(watching).toBeLessThan(MOST_OF_OPENING * opening);
    clearInterval(timer);
    finish();
    await job;
    await page.close();
  });
});

/** CPU time of the processes that run pages, s. */
async function rendererSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
