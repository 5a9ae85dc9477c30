import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';

const executablePath = process.env['CITUS_CLUSTER_TEST_CHROMIUM'];

/** Whether there is a browser to test with; the stage `browser` names one in the environment. */
export const hasChromium = executablePath !== undefined;

/** A page as a reader opens it: a file, in a browser. */
export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  /** What it wrote to the console, and errors of its scripts. */
  readonly troubles: readonly string[];
  /** The address of everything that it asked for, itself included. */
  readonly requests: readonly string[];
}

/** A running browser. */
export interface Chromium {
  /** Opens a page and waits until it has drawn that many charts. */
  open(html: string, charts: number, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Opens an address. */
  visit(url: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Ends it and removes the files that it was shown. */
  close(): Promise<void>;
}

/** Starts the browser that {@link hasChromium} is about. */
export async function startChromium(): Promise<Chromium> {
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-page-'));
  // A browser in a container has no sandbox of its own to run in.
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox'],
  });
  const visit = async (url: string, options: BrowserContextOptions = {}): Promise<OpenPage> => {
    const page = await browser.newPage({ colorScheme: 'light', ...options });
    const troubles: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await goTo(page, url);
    return { page, url, troubles, requests };
  };
  return {
    async open(html, charts, options) {
      const file = join(folder, 'page.html');
      writeFileSync(file, html);
      const opened = await visit(pathToFileURL(file).href, options);
      if (charts > 0) await awaitCharts(opened.page, charts);
      return opened;
    },
    visit,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a navigation fails with when a network has changed, or the browser tries again by itself. */
const NETWORK_CHANGED = /ERR_NETWORK_CHANGED|interrupted by another navigation/;

/** How often a page is opened for that. */
const MOST_TRIES = 5;

/**
 * Opens an address. A browser gives up when the machine's networks change meanwhile, as containers of
 * others that come and go do; it is asked again then.
 */
export async function goTo(page: Page, url: string, timeout?: number): Promise<void> {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    try {
      await page.goto(url, timeout === undefined ? {} : { timeout });
      return;
    } catch (error) {
      if (left === 1 || !NETWORK_CHANGED.test(String(error))) throw error;
    }
  }
}

/** Waits until a page has drawn that many charts. */
export async function awaitCharts(page: Page, charts: number): Promise<void> {
  await page
    .locator('canvas')
    .nth(charts - 1)
    .waitFor();
}
