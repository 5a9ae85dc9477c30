import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { json, RUN, ServedResults } from './served-results';
import { ROUTES } from './web-routes';
import { ask } from './web-server';

const served = ServedResults.forTests();

describe('who is let in', () => {
  it.each([...ROUTES])('nobody without a cookie: %s %s', async (method, path, body) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    for (const cookie of [undefined, 'citus-cluster=x', served.server.cookie.replace(/.$/, '')]) {
      const answer = await served.change(method, path, text ?? '', {
        ...headers,
        cookie: cookie ?? 'other=1',
      });
      expect(answer.status).toBe(401);
      expect(json<Problem>(answer).remedy).toContain('npm run ui');
    }
  });

  it('whoever has the token, once, by a redirect that drops it', async () => {
    const host = `127.0.0.1:${served.server.port}`;
    const wrong = await ask(served.server, 'GET', '/?token=wrong', { host });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const right = await ask(served.server, 'GET', `/run?job=1&token=${served.server.token}`, {
      host,
    });
    expect(right.status).toBe(303);
    expect(right.headers.location).toBe('/run?job=1');
    const [cookie = ''] = right.headers['set-cookie'] ?? [];
    expect(cookie).toContain('HttpOnly; SameSite=Strict');
    const page = await ask(served.server, 'GET', '/', { host, cookie: cookie.split(';')[0] ?? '' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<script');
  });

  it('leads nowhere else by its redirect', async () => {
    const host = `127.0.0.1:${served.server.port}`;
    const { headers } = await ask(
      served.server,
      'GET',
      `//evil.example/?token=${served.server.token}`,
      { host },
    );
    expect(headers.location).toMatch(/^\/(?!\/)/);
  });

  it.each(['evil.example', `evil.example:80`, 'localhost.evil.example'])(
    'nobody by the name %s',
    async (host) => {
      expect((await served.get('/', { host })).status).toBe(403);
      expect(
        (await ask(served.server, 'GET', `/?token=${served.server.token}`, { host })).status,
      ).toBe(403);
    },
  );

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a file', { origin: 'null' }],
  ])('no change for %s', async (_, headers) => {
    const body = { ids: [RUN], confirm: true };
    expect((await served.change('POST', paths.deleteResults, body, headers)).status).toBe(403);
    expect((await served.change('PATCH', paths.result(RUN), { note: 'x' }, headers)).status).toBe(
      403,
    );
    expect((await served.get(paths.results, headers)).status).toBe(403);
    expect(readdirSync(served.folder.path)).toContain(RUN);
  });

  it('nothing of elsewhere in the page', async () => {
    const { headers, text } = await served.get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/https?:|<script(?![^>]*src="\/)|style=/);
  });
});
