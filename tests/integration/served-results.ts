import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../example-folder';
import { buildPage } from '../../web/server/build';
import { ask, startWebServer, type Answer, type WebServer } from './web-server';

/** A benchmark's run. */
export const RUN = '20261101T000000Z-mixed';

/** A chaos run. */
export const CHAOS = '20261102T000000Z-chaos-several';

/** A run whose file can't be read. */
export const DAMAGED = '20261103T000000Z-read';

/** The page's server, as a process, against results; what needs a stack is in tests/e2e. */
export class ServedResults {
  readonly folder: ExampleFolder = exampleFolder();
  private running: WebServer | undefined;

  /** A server for the tests of a file: started before the first of them, ended after the last. */
  static forTests(env: NodeJS.ProcessEnv = {}): ServedResults {
    const served = new ServedResults();
    beforeAll(() => served.start(env));
    afterAll(() => served.end());
    return served;
  }

  get server(): WebServer {
    if (this.running === undefined) throw new Error('the server is not started yet');
    return this.running;
  }

  /** What a browser that was let in sends with each request. */
  own(): { host: string; cookie: string } {
    return { host: `127.0.0.1:${this.server.port}`, cookie: this.server.cookie };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.server, 'GET', path, { ...this.own(), ...headers });
  }

  /** Sends what changes something, as the page does. */
  change(method: string, path: string, body: unknown, headers = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const own = { ...this.own(), origin: `http://127.0.0.1:${this.server.port}` };
    const sent = { ...own, 'content-type': 'application/json', ...headers };
    return ask(this.server, method, path, sent, text);
  }

  private async start(env: NodeJS.ProcessEnv): Promise<void> {
    const { folder } = this;
    folder.addRun(RUN, '2026-11-01T00:00:00.000Z');
    folder.write(RUN, 'k6.log', 'a line\n');
    folder.addChaos(CHAOS, '2026-11-02T00:00:00.000Z');
    folder.write(DAMAGED, 'metrics.json', '{');
    folder.write('..secret', 'metrics.json', '{}');
    writeFileSync(join(folder.path, 'secret.log'), 'secret');
    symlinkSync('/etc/passwd', join(folder.path, RUN, 'link.log'));
    this.running = await startWebServer(await buildPage(), { results: folder.path, env });
  }

  private async end(): Promise<void> {
    await this.running?.close();
    this.folder.remove();
  }
}

/** What an answer holds. */
export function json<T>({ text }: Pick<Answer, 'text'>): T {
  return JSON.parse(text) as T;
}
