import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paths } from '../../web/api/paths';
import type { Deletion } from '../../web/api/results';
import { json, RUN, ServedResults } from './served-results';
import { ROUTES } from './web-routes';
import { ask } from './web-server';

const served = ServedResults.forTests();

describe('what is asked for', () => {
  const BAD = ['../secret', '..%2Fsecret.log', '%2e%2e%2fsecret', '..', '%2e%2e', '%00', '....//'];
  const named = ROUTES.filter(([, path, body]) => /ID/.test(path + JSON.stringify(body ?? '')));

  it.each(named)('is looked up, never joined: %s %s', async (method, path, body) => {
    for (const bad of [...BAD, '..secret', '/etc/passwd', '.job-x', '%E0%A4%A', 'x'.repeat(5000)]) {
      const text = JSON.stringify(body)?.replace('ID', bad.replaceAll('%2F', '/'));
      const answer = await ask(
        served.server,
        method,
        path.replaceAll('ID', bad.replaceAll(' ', '+')),
        {
          ...served.own(),
          origin: `http://127.0.0.1:${served.server.port}`,
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
    expect(readdirSync(served.folder.path)).toEqual(expect.arrayContaining([RUN, 'secret.log']));
  });

  it('follows no link and shows no hidden file', async () => {
    expect((await served.get(paths.resultFile(RUN, 'k6.log'))).text).toBe('a line\n');
    expect((await served.get(paths.resultFile(RUN, 'link.log'))).status).toBe(404);
    expect((await served.get(paths.resultFile(RUN, 'metrics.json'))).status).toBe(404);
  });

  it('refuses a body of 10 MB, and goes on', async () => {
    const body = JSON.stringify({ note: 'x'.repeat(10_000_000) });
    const status = await served.change('PATCH', paths.result(RUN), body).then(
      (answer) => answer.status,
      // The server may close the connection before all is sent.
      () => 413,
    );
    expect(status).toBe(413);
    expect((await served.get(paths.results)).status).toBe(200);
  });
});
