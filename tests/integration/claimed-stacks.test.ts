import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withStacks } from '../../jobs/claimed-stacks';
import { stacksInUse } from '../../jobs/stack-lock';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { awaitCondition } from '../e2e/await-condition';
import { startPostgisServer, type PostgisServer } from './postgis-server';
import { pulumiState, type PulumiState } from './pulumi-state';
import { json, ServedResults } from './served-results';
import { send } from './web-server';

/** What fills, changes or removes a stack has it alone, as benchmarks and faults have. */

const STACK = 'dev';

const served = ServedResults.forTests();
let server: PostgisServer;
let state: PulumiState;

beforeAll(async () => {
  server = await startPostgisServer();
  state = pulumiState(STACK, server.outputs);
});

afterAll(async () => {
  state.remove();
  await server.stop();
});

/** Runs a command to its end. */
const run = (script: string, args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    env: { ...process.env, ...state.env },
    encoding: 'utf8',
  });

describe('work on a stack', () => {
  it('has its stack alone until it has ended, and the page says so', async () => {
    await withStacks([STACK], 'load', async () => {
      const words = `stack "${STACK}" is in use: load runs on it since `;
      for (const [script, ...others] of [
        ['bench', 'read', '--stack', STACK],
        ['compare', '--engines', `${STACK},native`],
        ['load', '--stack', STACK],
        ['up', '--stack', STACK, '--yes'],
        ['down', '--stack', STACK, '--yes'],
      ] as const) {
        const refused = run(script, others);
        expect(refused.stderr).toContain(words);
        expect(refused.stderr).toContain(`(process ${process.pid})`);
        expect(refused.status).toBe(1);
      }
      // Who was refused took nothing.
      expect(stacksInUse()).toMatchObject([{ stack: STACK, title: 'load', job: null }]);

      const body = { kind: 'bench', stack: STACK, scenario: 'read' };
      const answer = await served.change('POST', paths.jobs, body);
      expect(answer.status).toBe(409);
      expect(json<Problem>(answer).error).toContain(`load runs on stack "${STACK}"`);
      const stream = await send(served.server, 'GET', paths.stackEvents(STACK), served.own());
      let told = '';
      stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
      await awaitCondition(
        'what the page is told',
        () => Promise.resolve(told),
        (text) => text.includes('"running":[],"elsewhere":[{"stack":"dev","title":"load"'),
        10_000,
      );
      stream.destroy();
    });
    expect(stacksInUse()).toEqual([]);
  });

  it('gives its stack back when it fails', () => {
    const failed = run('load', ['--stack', 'native']);
    expect(failed.stderr).toContain('error: stack "native" is not up');
    expect(stacksInUse()).toEqual([]);
  });
});
