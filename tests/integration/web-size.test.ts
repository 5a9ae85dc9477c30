import { expect, it } from 'vitest';
import { exampleFolder } from '../example-folder';
import { paths } from '../../web/api/paths';
import type { ResultList } from '../../web/api/results';
import { buildPage } from '../../web/server/build';
import { awaitCondition } from '../e2e/await-condition';
import { json } from './served-results';
import { ask, residentBytes, startWebServer } from './web-server';

/** What a list may take, of the time that it takes to read all of its results; it takes a hundredth. */
const SHARE_OF_READING = 1 / 8;

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
  const time = async <T>(work: () => Promise<T>): Promise<{ got: T; ms: number }> => {
    const at = performance.now();
    return { got: await work(), ms: performance.now() - at };
  };
  try {
    const reading = await time(async () => {
      const first = await time(list);
      const isRead = ({ unread }: ResultList): boolean => unread === 0;
      return { first, read: await awaitCondition('all read', list, isRead, 120_000) };
    });
    const { first, read } = reading.got;
    // It has waited for no result, and what is not read says so, and nothing else.
    expect(first.got.unread).toBe(1000);
    const states = first.got.results.map(({ state, figures }) => [state, figures]);
    expect(new Set(states.map(String))).toEqual(new Set([String(['unread', null])]));
    expect(new Set(read.results.map(({ state }) => state))).toEqual(new Set(['complete']));
    expect(read.results.map(({ id }) => id)).toEqual(first.got.results.map(({ id }) => id));
    const again = await time(list);
    await server.close();
    server = await startWebServer(built, { results: many.path });
    // The first answer of a server that has kept the lines has them all: none is read again.
    const restarted = await time(list);
    expect(restarted.got).toEqual(read);
    const bytes = residentBytes(server.pid);
    const times = [reading, first, again, restarted].map(({ ms }) => `${ms.toFixed(0)} ms`);
    process.stdout.write(
      `1,000 results: read in ${times[0]}; listed in ${times[1]} after the start, then ${times[2]}, after a restart ${times[3]}; ${(bytes / 1e6).toFixed(0)} MB\n`,
    );
    // Else results are read, or the list is made of them in a way that takes as long.
    const limit = SHARE_OF_READING * reading.ms;
    for (const { ms } of [first, again, restarted]) expect(ms).toBeLessThan(limit);
    expect(bytes).toBeLessThan(80e6);
  } finally {
    await server.close();
    many.remove();
  }
});
