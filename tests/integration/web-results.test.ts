import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { paths } from '../../web/api/paths';
import type { Deletion, ResultDetails, ResultLine, ResultList } from '../../web/api/results';
import { CHAOS, DAMAGED, json, RUN, ServedResults } from './served-results';
import { send } from './web-server';

const served = ServedResults.forTests();

describe('results', () => {
  it('are listed, with an ETag that holds until something changes', async () => {
    const answer = await served.get(paths.results);
    const { results, ignored } = json<ResultList>(answer);
    expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual([
      `${DAMAGED} damaged`,
      `${CHAOS} complete`,
      `${RUN} complete`,
    ]);
    expect(ignored).toEqual([]);
    const etag = String(answer.headers.etag);
    expect((await served.get(paths.results, { 'if-none-match': etag })).status).toBe(304);
    served.folder.write(DAMAGED, 'metrics.json', '{ ');
    expect((await served.get(paths.results, { 'if-none-match': etag })).status).toBe(200);
  });

  it('are shown, a damaged one too', async () => {
    const run = json<ResultDetails>(await served.get(paths.result(RUN)));
    expect(run.benchmark?.charts?.seconds.length).toBeGreaterThan(0);
    expect(run.tables).toEqual(['operations.csv', 'timeseries.csv']);
    expect(run.files.map(({ name }) => name)).not.toContain('link.log');
    const chaos = json<ResultDetails>(await served.get(paths.result(CHAOS)));
    expect(chaos.chaos?.series?.seconds.length).toBeGreaterThan(0);
    const damaged = json<ResultDetails>(await served.get(paths.result(DAMAGED)));
    expect(damaged.benchmark).toBeNull();
    expect(damaged.problems.join()).toContain('metrics.json is no JSON');
  });

  it('take tags, a note and a pin', async () => {
    const body = { tags: ['b', 'a', 'a'], note: ' why ', baseline: true };
    const line = json<ResultLine>(await served.change('PATCH', paths.result(RUN), body));
    expect(line).toMatchObject({ note: 'why', baseline: true });
    expect(line.tags).toEqual(expect.arrayContaining(['a', 'b']));
    const listed = json<ResultList>(await served.get(paths.results)).results;
    expect(listed.find(({ id }) => id === RUN)).toEqual(line);
    expect((await served.change('PATCH', paths.result(RUN), { tags: ['two words'] })).status).toBe(
      422,
    );
  });

  it.each(['json', 'csv', 'html', 'archive'] as const)('are had as %s', async (format) => {
    const one = await served.get(paths.resultDownload([RUN], format));
    expect(one.status).toBe(200);
    expect(one.headers['content-disposition']).toMatch(/^attachment; filename="20261101T/);
    const both = await served.get(paths.resultDownload([RUN, CHAOS], format));
    // A report of the chaos run was never written.
    expect(both.status).toBe(format === 'html' ? 422 : 200);
  });

  it('are packed as they are', async () => {
    const answer = await send(
      served.server,
      'GET',
      paths.resultDownload([RUN], 'archive'),
      served.own(),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const names: string[] = [];
    const archive = extract();
    archive.end(gunzipSync(Buffer.concat(chunks)));
    for await (const entry of archive) {
      names.push(entry.header.name);
      entry.resume();
    }
    const files = readdirSync(join(served.folder.path, RUN)).filter((name) => name !== 'link.log');
    expect(names.sort()).toEqual(files.map((name) => `${RUN}/${name}`).sort());
  });

  it('are compared', async () => {
    served.folder.addRun('20261104T000000Z-mixed', '2026-11-04T00:00:00.000Z', {
      series_id: 'other',
    });
    const answer = await served.get(paths.comparison([RUN, '20261104T000000Z-mixed']));
    expect(answer.status, answer.text).toBe(200);
    const { words } = json<{ words: { pairs: { verdict: string; rows: unknown[] }[] }[] }>(answer);
    expect(words[0]?.pairs[0]?.verdict).toContain('No verdict');
    expect(words[0]?.pairs[0]?.rows.length).toBeGreaterThan(5);
    expect((await served.get(paths.comparison([RUN]))).status).toBe(400);
  });

  it('are deleted, and nothing else is', async () => {
    served.folder.addRun('20261105T000000Z-read', '2026-11-05T00:00:00.000Z');
    const body = { ids: ['20261105T000000Z-read', 'none'], confirm: true };
    const { deleted, kept } = json<Deletion>(
      await served.change('POST', paths.deleteResults, body),
    );
    expect(deleted).toEqual(['20261105T000000Z-read']);
    expect(kept).toEqual([{ id: 'none', error: expect.stringContaining('no run') as string }]);
  });
});
