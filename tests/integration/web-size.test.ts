import { expect, it } from 'vitest';
import { exampleFolder } from '../example-folder';
import { paths } from '../../web/api/paths';
import type { ResultList } from '../../web/api/results';
import { buildPage } from '../../web/server/build';
import { awaitCondition } from '../e2e/await-condition';
import { json } from './served-results';
import { ask, residentBytes, startWebServer } from './web-server';

it('is under 80 MB when nobody asks, and lists 1,000 results at once', async () => {
  const built = await buildPage();
  const many = exampleFolder();
  for (let n = 0; n < 1000; n += 1) {
    const at = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
    many.addRun(`${at.replace(/[-:]|\.\d+/g, '')}-mixed`, at);
  }
  let server = await startWebServer(built, { results: many.path });
  const list = async (): Promise<ResultList> => {
    const headers = { host: `127.0.0.1:${server.port}`, cookie: server.cookie };
    return json<ResultList>(await ask(server, 'GET', paths.results, headers));
  };
  const time = async (): Promise<{ list: ResultList; ms: number }> => {
    const at = performance.now();
    return { list: await list(), ms: performance.now() - at };
  };
  try {
    const first = await time();
    expect(first.list.results).toHaveLength(1000);
    expect(first.list.unread).toBeGreaterThan(0);
    // What is not read says so, and nothing else.
    const states = first.list.results.map(({ state, figures }) => [state, figures !== null]);
    for (const line of states)
      expect([
        ['unread', false],
        ['complete', true],
      ]).toContainEqual(line);
    const read = await awaitCondition('all read', list, ({ unread }) => unread === 0, 120_000);
    expect(new Set(read.results.map(({ state }) => state))).toEqual(new Set(['complete']));
    expect(read.results.map(({ id }) => id)).toEqual(first.list.results.map(({ id }) => id));
    const again = await time();
    await server.close();
    server = await startWebServer(built, { results: many.path });
    const restarted = await time();
    expect(restarted.list).toEqual(read);
    const bytes = residentBytes(server.pid);
    const times = [first, again, restarted].map(({ ms }) => `${ms.toFixed(0)} ms`);
    process.stdout.write(
      `1,000 results: ${times[0]} after the start, then ${times[1]}, after a restart ${times[2]}; ${(bytes / 1e6).toFixed(0)} MB\n`,
    );
    expect(first.ms).toBeLessThan(500);
    expect(again.ms).toBeLessThan(300);
    expect(restarted.ms).toBeLessThan(500);
    expect(bytes).toBeLessThan(80e6);
  } finally {
    await server.close();
    many.remove();
  }
});
