import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../../benchmark/results/example-folder';
import type { Problem } from '../../web/api/problem';
import { paths } from '../../web/api/paths';
import type { Deletion, ResultDetails, ResultLine, ResultList } from '../../web/api/results';
import { buildPage, type BuiltPage } from '../../web/server/build';
import { MOST_STREAMS } from '../../web/server/event-streams';
import { awaitCondition } from '../e2e/await-condition';
import { ask, residentBytes, send, startWebServer, type WebServer } from './web-server';

/** The page's server, as a process, against results; what needs a stack is in tests/e2e. */

const RUN = '20261101T000000Z-mixed';
const CHAOS = '20261102T000000Z-chaos-several';
const DAMAGED = '20261103T000000Z-read';

let built: BuiltPage;
let folder: ExampleFolder;
let server: WebServer;

beforeAll(async () => {
  built = await buildPage();
  folder = exampleFolder();
  folder.addRun(RUN, '2026-11-01T00:00:00.000Z');
  folder.write(RUN, 'k6.log', 'a line\n');
  folder.addChaos(CHAOS, '2026-11-02T00:00:00.000Z');
  folder.write(DAMAGED, 'metrics.json', '{');
  folder.write('..secret', 'metrics.json', '{}');
  writeFileSync(join(folder.path, 'secret.log'), 'secret');
  symlinkSync('/etc/passwd', join(folder.path, RUN, 'link.log'));
  server = await startWebServer(built, { results: folder.path });
});

afterAll(async () => {
  await server.close();
  folder.remove();
});

const own = () => ({ host: `127.0.0.1:${server.port}`, cookie: server.cookie });
const get = (path: string, headers: Record<string, string> = {}) =>
  ask(server, 'GET', path, { ...own(), ...headers });
const change = (method: string, path: string, body: unknown, headers = {}) =>
  ask(
    server,
    method,
    path,
    {
      ...own(),
      origin: `http://127.0.0.1:${server.port}`,
      'content-type': 'application/json',
      ...headers,
    },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
const json = <T>({ text }: { text: string }): T => JSON.parse(text) as T;

/** Every route; `ID` and `NAME` stand for what a user names. */
const ROUTES: readonly [method: string, path: string, body?: object][] = [
  ['GET', '/'],
  ['GET', '/main.js'],
  ['GET', '/nowhere'],
  ['GET', '/api/nowhere'],
  ['GET', paths.stacks],
  ['GET', '/api/stacks/ID'],
  ['GET', '/api/stacks/ID/events'],
  ['GET', '/api/stacks/ID/faults'],
  ['GET', paths.scenarios],
  ['GET', paths.jobs],
  ['POST', paths.jobs, { kind: 'bench', stack: 'ID', scenario: 'read' }],
  ['GET', '/api/jobs/ID'],
  ['GET', '/api/jobs/ID/events'],
  ['GET', '/api/jobs/ID/output'],
  ['POST', '/api/jobs/ID/stop', {}],
  ['GET', paths.results],
  ['GET', '/api/results/ID'],
  ['PATCH', '/api/results/ID', { note: 'x' }],
  ['GET', `/api/results/ID/files/k6.log`],
  ['GET', `/api/results/${RUN}/files/ID`],
  ['POST', paths.deleteResults, { ids: ['ID'], confirm: true }],
  ['GET', '/api/download?id=ID&format=archive'],
  ['GET', '/api/download?id=ID&format=json'],
  ['GET', `/api/download?id=${RUN}&format=csv&table=ID`],
  ['GET', '/api/comparison?side=ID&side=ID'],
];

describe('who is let in', () => {
  it.each([...ROUTES])('nobody without a cookie: %s %s', async (method, path, body) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    for (const cookie of [undefined, 'citus-cluster=x', server.cookie.replace(/.$/, '')]) {
      const answer = await change(method, path, text ?? '', {
        ...headers,
        cookie: cookie ?? 'other=1',
      });
      expect(answer.status).toBe(401);
      expect(json<Problem>(answer).remedy).toContain('npm run ui');
    }
  });

  it('whoever has the token, once, by a redirect that drops it', async () => {
    const host = `127.0.0.1:${server.port}`;
    const wrong = await ask(server, 'GET', '/?token=wrong', { host });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const right = await ask(server, 'GET', `/run?job=1&token=${server.token}`, { host });
    expect(right.status).toBe(303);
    expect(right.headers.location).toBe('/run?job=1');
    const [cookie = ''] = right.headers['set-cookie'] ?? [];
    expect(cookie).toContain('HttpOnly; SameSite=Strict');
    const page = await ask(server, 'GET', '/', { host, cookie: cookie.split(';')[0] ?? '' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<script');
  });

  it('leads nowhere else by its redirect', async () => {
    const host = `127.0.0.1:${server.port}`;
    const { headers } = await ask(server, 'GET', `//evil.example/?token=${server.token}`, { host });
    expect(headers.location).toMatch(/^\/(?!\/)/);
  });

  it.each(['evil.example', `evil.example:80`, 'localhost.evil.example'])(
    'nobody by the name %s',
    async (host) => {
      expect((await get('/', { host })).status).toBe(403);
      expect((await ask(server, 'GET', `/?token=${server.token}`, { host })).status).toBe(403);
    },
  );

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a file', { origin: 'null' }],
  ])('no change for %s', async (_, headers) => {
    const body = { ids: [RUN], confirm: true };
    expect((await change('POST', paths.deleteResults, body, headers)).status).toBe(403);
    expect((await change('PATCH', paths.result(RUN), { note: 'x' }, headers)).status).toBe(403);
    expect((await get(paths.results, headers)).status).toBe(403);
    expect(readdirSync(folder.path)).toContain(RUN);
  });

  it('nothing of elsewhere in the page', async () => {
    const { headers, text } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/https?:|<script(?![^>]*src="\/)|style=/);
  });
});

describe('what is asked for', () => {
  const BAD = ['../secret', '..%2Fsecret.log', '%2e%2e%2fsecret', '..', '%2e%2e', '%00', '....//'];
  const named = ROUTES.filter(([, path, body]) => /ID/.test(path + JSON.stringify(body ?? '')));

  it.each(named)('is looked up, never joined: %s %s', async (method, path, body) => {
    for (const bad of [...BAD, '..secret', '/etc/passwd', '.job-x', '%E0%A4%A', 'x'.repeat(5000)]) {
      const text = JSON.stringify(body)?.replace('ID', bad.replaceAll('%2F', '/'));
      const answer = await ask(
        server,
        method,
        path.replaceAll('ID', bad.replaceAll(' ', '+')),
        {
          ...own(),
          origin: `http://127.0.0.1:${server.port}`,
          ...(text !== undefined && { 'content-type': 'application/json' }),
        },
        text,
      );
      expect(answer.text).not.toMatch(/root:|secret"?$/);
      if (path === paths.deleteResults) {
        expect(json<Deletion>(answer).deleted).toEqual([]);
      } else {
        expect(answer.status, `${bad}: ${answer.text}`).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
      }
    }
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining([RUN, 'secret.log']));
  });

  it('follows no link and shows no hidden file', async () => {
    expect((await get(paths.resultFile(RUN, 'k6.log'))).text).toBe('a line\n');
    expect((await get(paths.resultFile(RUN, 'link.log'))).status).toBe(404);
    expect((await get(paths.resultFile(RUN, 'metrics.json'))).status).toBe(404);
  });

  it('refuses a body of 10 MB, and goes on', async () => {
    const body = JSON.stringify({ note: 'x'.repeat(10_000_000) });
    const status = await change('PATCH', paths.result(RUN), body).then(
      (answer) => answer.status,
      // The server may close the connection before all is sent.
      () => 413,
    );
    expect(status).toBe(413);
    expect((await get(paths.results)).status).toBe(200);
  });

  it.each([
    ['no JSON', '{', 400],
    ['another kind', { kind: 'other' }, 400],
    ['a path for a scenario', { kind: 'bench', stack: 'dev', scenario: './x.ts' }, 400],
    ['more than is known', { kind: 'bench', stack: 'dev', scenario: 'read', args: ['-x'] }, 400],
    ['no confirmation', { kind: 'chaos', stack: 'dev', fault: 'pause' }, 400],
    ['a stack that is none', { kind: 'bench', stack: 'none', scenario: 'read' }, 404],
  ])('starts nothing of %s', async (_, body, status) => {
    const answer = await change('POST', paths.jobs, body);
    expect(answer.status, answer.text).toBe(status);
    expect(json<Problem>(answer).error).not.toBe('');
  });

  it('passes on what the command says against it', async () => {
    const body = { kind: 'bench', stack: 'dev', scenario: 'read', vus: 0 };
    const answer = await change('POST', paths.jobs, body);
    expect(answer.status).toBe(422);
    expect(json<Problem>(answer).error).toContain('--vus');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.job'))).toEqual([]);
  });
});

describe('results', () => {
  it('are listed, with an ETag that holds until something changes', async () => {
    const answer = await get(paths.results);
    const { results, ignored } = json<ResultList>(answer);
    expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual([
      `${DAMAGED} damaged`,
      `${CHAOS} complete`,
      `${RUN} complete`,
    ]);
    expect(ignored).toEqual([]);
    const etag = String(answer.headers.etag);
    expect((await get(paths.results, { 'if-none-match': etag })).status).toBe(304);
    folder.write(DAMAGED, 'metrics.json', '{ ');
    expect((await get(paths.results, { 'if-none-match': etag })).status).toBe(200);
  });

  it('are shown, a damaged one too', async () => {
    const run = json<ResultDetails>(await get(paths.result(RUN)));
    expect(run.benchmark?.charts?.seconds.length).toBeGreaterThan(0);
    expect(run.tables).toEqual(['operations.csv', 'timeseries.csv']);
    expect(run.files.map(({ name }) => name)).not.toContain('link.log');
    const chaos = json<ResultDetails>(await get(paths.result(CHAOS)));
    expect(chaos.chaos?.series?.seconds.length).toBeGreaterThan(0);
    const damaged = json<ResultDetails>(await get(paths.result(DAMAGED)));
    expect(damaged.benchmark).toBeNull();
    expect(damaged.problems.join()).toContain('metrics.json is no JSON');
  });

  it('take tags, a note and a pin', async () => {
    const body = { tags: ['b', 'a', 'a'], note: ' why ', baseline: true };
    const line = json<ResultLine>(await change('PATCH', paths.result(RUN), body));
    expect(line).toMatchObject({ note: 'why', baseline: true });
    expect(line.tags).toEqual(expect.arrayContaining(['a', 'b']));
    const listed = json<ResultList>(await get(paths.results)).results;
    expect(listed.find(({ id }) => id === RUN)).toEqual(line);
    expect((await change('PATCH', paths.result(RUN), { tags: ['two words'] })).status).toBe(422);
  });

  it.each(['json', 'csv', 'html', 'md', 'archive'] as const)('are had as %s', async (format) => {
    const one = await get(paths.resultDownload([RUN], format));
    expect(one.status).toBe(200);
    expect(one.headers['content-disposition']).toMatch(/^attachment; filename="20261101T/);
    const both = await get(paths.resultDownload([RUN, CHAOS], format));
    // A report of the chaos run was never written.
    expect(both.status).toBe(format === 'html' ? 422 : 200);
  });

  it('are packed as they are', async () => {
    const answer = await send(server, 'GET', paths.resultDownload([RUN], 'archive'), own());
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const names: string[] = [];
    const archive = extract();
    archive.end(gunzipSync(Buffer.concat(chunks)));
    for await (const entry of archive) {
      names.push(entry.header.name);
      entry.resume();
    }
    const files = readdirSync(join(folder.path, RUN)).filter((name) => name !== 'link.log');
    expect(names.sort()).toEqual(files.map((name) => `${RUN}/${name}`).sort());
  });

  it('are compared', async () => {
    folder.addRun('20261104T000000Z-mixed', '2026-11-04T00:00:00.000Z', { series_id: 'other' });
    const answer = await get(paths.comparison([RUN, '20261104T000000Z-mixed']));
    expect(answer.status, answer.text).toBe(200);
    const { words } = json<{ words: { pairs: { verdict: string; rows: unknown[] }[] }[] }>(answer);
    expect(words[0]?.pairs[0]?.verdict).toContain('No verdict');
    expect(words[0]?.pairs[0]?.rows.length).toBeGreaterThan(5);
    expect((await get(paths.comparison([RUN]))).status).toBe(400);
  });

  it('are deleted, and nothing else is', async () => {
    folder.addRun('20261105T000000Z-read', '2026-11-05T00:00:00.000Z');
    const body = { ids: ['20261105T000000Z-read', 'none'], confirm: true };
    const { deleted, kept } = json<Deletion>(await change('POST', paths.deleteResults, body));
    expect(deleted).toEqual(['20261105T000000Z-read']);
    expect(kept).toEqual([{ id: 'none', error: expect.stringContaining('no run') as string }]);
  });
});

/** What is open in a process; Linux alone. */
function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

describe('event streams', () => {
  it('are 200 and more without harm, and refused beyond the most', async () => {
    mkdirSync(join(folder.path, '.job-long'));
    const job = {
      ...{ id: 'long', kind: 'bench', stacks: ['dev'], title: 'read', scenario: 'read' },
      ...{ faults: [], command: '', startedAt: new Date().toISOString(), pid: process.pid },
      ...{ startedBy: 'page', state: 'running', endedAt: null, problem: null, results: [] },
      process: { pid: process.pid, startTicks: null },
    };
    writeFileSync(join(folder.path, '.job-long', 'job.json'), JSON.stringify(job));
    writeFileSync(join(folder.path, '.job-long', 'live.ndjson'), '{"type":"stopping"}\n');
    const before = { bytes: residentBytes(server.pid), files: openFiles(server.pid) };
    const open: IncomingMessage[] = [];
    for (let n = 0; n < MOST_STREAMS; n += 1) {
      const path = n % 2 === 0 ? paths.jobEvents('long') : paths.stackEvents('dev');
      const stream = await send(server, 'GET', path, own());
      expect(stream.statusCode).toBe(200);
      open.push(stream);
    }
    const refused = await get(paths.jobEvents('long'));
    expect(refused.status).toBe(503);
    expect(json<Problem>(refused).error).toContain('event streams are open');
    const at = performance.now();
    expect((await get(paths.results)).status).toBe(200);
    expect(performance.now() - at).toBeLessThan(1000);
    for (const stream of open) stream.destroy();
    await awaitCondition(
      'closed streams',
      () => Promise.resolve(openFiles(server.pid)),
      (files) => files <= before.files + 5,
      20_000,
    );
    expect(residentBytes(server.pid) - before.bytes).toBeLessThan(60e6);
    rmSync(join(folder.path, '.job-long'), { recursive: true });
  });

  it('go on where they were lost, and end when the job has', async () => {
    const id = 'short';
    const path = join(folder.path, `.job-${id}`);
    const job = (state: string, pid: number) =>
      JSON.stringify({
        ...{ id, kind: 'bench', stacks: ['dev'], title: 'read', scenario: 'read', faults: [] },
        ...{ command: '', startedAt: new Date().toISOString(), pid, startedBy: 'page', state },
        ...{ endedAt: null, problem: null, results: [], process: { pid, startTicks: null } },
      });
    folder.write(`.job-${id}`, 'job.json', job('running', process.pid));
    const line = (n: number) => `{"type":"output","at":"","text":"line ${n} é"}\n`;
    folder.write(`.job-${id}`, 'live.ndjson', line(1) + line(2));
    const stream = await send(server, 'GET', paths.jobEvents(id), own());
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
    const resumed = await send(server, 'GET', paths.jobEvents(id), {
      ...own(),
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

describe('its size and speed', () => {
  it('is under 80 MB when nobody asks, and lists 1,000 results at once', async () => {
    const many = exampleFolder();
    for (let n = 0; n < 1000; n += 1) {
      const at = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
      many.addRun(`${at.replace(/[-:]|\.\d+/g, '')}-mixed`, at);
    }
    let other = await startWebServer(built, { results: many.path });
    try {
      const list = () =>
        ask(other, 'GET', paths.results, {
          host: `127.0.0.1:${other.port}`,
          cookie: other.cookie,
        });
      const first = performance.now();
      expect(json<ResultList>(await list()).results).toHaveLength(1000);
      const firstMs = performance.now() - first;
      const again = performance.now();
      await list();
      const againMs = performance.now() - again;
      await other.close();
      other = await startWebServer(built, { results: many.path });
      const restarted = performance.now();
      expect(json<ResultList>(await list()).results).toHaveLength(1000);
      const restartedMs = performance.now() - restarted;
      const bytes = residentBytes(other.pid);
      process.stdout.write(
        `1,000 results: ${firstMs.toFixed(0)} ms after the start, then ${againMs.toFixed(0)} ms, after a restart ${restartedMs.toFixed(0)} ms; ${(bytes / 1e6).toFixed(0)} MB\n`,
      );
      expect(againMs).toBeLessThan(300);
      expect(restartedMs).toBeLessThan(500);
      expect(bytes).toBeLessThan(80e6);
    } finally {
      await other.close();
      many.remove();
    }
  });
});
