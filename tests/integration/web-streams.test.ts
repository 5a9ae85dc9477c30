import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { MOST_STREAMS } from '../../web/server/event-streams';
import { awaitCondition } from '../e2e/await-condition';
import { json, ServedResults } from './served-results';
import { residentBytes, send } from './web-server';

const served = ServedResults.forTests();

/** What a list takes in the middle of many, ms: a moment in which the machine was busy does not count. */
async function usualListMs(): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 41; n += 1) {
    const at = performance.now();
    expect((await served.get(paths.results)).status).toBe(200);
    times.push(performance.now() - at);
  }
  return times.sort((a, b) => a - b)[20] ?? NaN;
}

/** What is open in a process; Linux alone. */
function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

describe('event streams', () => {
  it('are 200 and more without harm, and refused beyond the most', async () => {
    mkdirSync(join(served.folder.path, '.job-long'));
    const job = {
      ...{ id: 'long', kind: 'bench', stacks: ['dev'], title: 'read', scenario: 'read' },
      ...{ faults: [], command: '', startedAt: new Date().toISOString(), pid: process.pid },
      ...{ startedBy: 'page', state: 'running', endedAt: null, problem: null, results: [] },
      process: { pid: process.pid, startTicks: null },
    };
    writeFileSync(join(served.folder.path, '.job-long', 'job.json'), JSON.stringify(job));
    writeFileSync(join(served.folder.path, '.job-long', 'live.ndjson'), '{"type":"stopping"}\n');
    const alone = await usualListMs();
    const before = { bytes: residentBytes(served.server.pid), files: openFiles(served.server.pid) };
    const open: IncomingMessage[] = [];
    for (let n = 0; n < MOST_STREAMS; n += 1) {
      const path = n % 2 === 0 ? paths.jobEvents('long') : paths.stackEvents('dev');
      const stream = await send(served.server, 'GET', path, served.own());
      expect(stream.statusCode).toBe(200);
      open.push(stream);
    }
    const refused = await served.get(paths.jobEvents('long'));
    expect(refused.status).toBe(503);
    expect(json<Problem>(refused).error).toContain('event streams are open');
    const amongThem = await usualListMs();
    for (const stream of open) stream.destroy();
    await awaitCondition(
      'closed streams',
      () => Promise.resolve(openFiles(served.server.pid)),
      (files) => files <= before.files + 5,
      20_000,
    );
    // Streams that keep the server busy, or look at each other's things, would have lists wait for them.
    expect(amongThem).toBeLessThan(5 * Math.max(alone, await usualListMs()));
    expect(residentBytes(served.server.pid) - before.bytes).toBeLessThan(60e6);
    rmSync(join(served.folder.path, '.job-long'), { recursive: true });
  });

  it('go on where they were lost, and end when the job has', async () => {
    const id = 'short';
    const path = join(served.folder.path, `.job-${id}`);
    const job = (state: string, pid: number) =>
      JSON.stringify({
        ...{ id, kind: 'bench', stacks: ['dev'], title: 'read', scenario: 'read', faults: [] },
        ...{ command: '', startedAt: new Date().toISOString(), pid, startedBy: 'page', state },
        ...{ endedAt: null, problem: null, results: [], process: { pid, startTicks: null } },
      });
    served.folder.write(`.job-${id}`, 'job.json', job('running', process.pid));
    const line = (n: number) => `{"type":"output","at":"","text":"line ${n} é"}\n`;
    served.folder.write(`.job-${id}`, 'live.ndjson', line(1) + line(2));
    const stream = await send(served.server, 'GET', paths.jobEvents(id), served.own());
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await awaitCondition(
      'two lines',
      () => Promise.resolve(text),
      (told) => told.includes('line 2'),
      10_000,
    );
    stream.destroy();
    const [firstId = ''] = /(?<=id: )\d+/.exec(text) ?? [];
    writeFileSync(join(path, 'live.ndjson'), line(3), { flag: 'a' });
    const resumed = await send(served.server, 'GET', paths.jobEvents(id), {
      ...served.own(),
      'last-event-id': firstId,
    });
    let rest = '';
    resumed.on('data', (chunk: Buffer) => (rest += chunk.toString()));
    writeFileSync(join(path, 'job.json'), job('running', 2 ** 22 + 1));
    await once(resumed, 'end');
    expect(rest.match(/line \d é/g)).toEqual(['line 2 é', 'line 3 é']);
    expect(rest).toContain('"state":"lost"');
  });
});
