import type { ExampleFolder } from '../../benchmark/results/example-folder';
import { startChromium, type Chromium } from './chromium';
import { startPageServer, type PageServer } from './page-server';

/** Starts what the page's tests work with: its server on a results folder, and a browser. */
export function startPage({ path }: ExampleFolder): Promise<[PageServer, Chromium]> {
  return Promise.all([startPageServer({ results: path }), startChromium()]);
}

/** Ends both, and removes the folder. */
export async function endPage(
  folder: ExampleFolder,
  server: PageServer,
  chromium: Chromium,
): Promise<void> {
  await chromium.close();
  await server.close();
  folder.remove();
}
