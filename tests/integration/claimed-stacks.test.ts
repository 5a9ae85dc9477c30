import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stacksInUse } from '../../jobs/stack-lock';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { awaitCondition } from '../e2e/await-condition';
import { startPostgisServer, type PostgisServer } from './postgis-server';
import { pulumiState, type PulumiState } from './pulumi-state';
import { json, ServedResults } from './served-results';
import { send } from './web-server';

/** What fills, changes or removes a stack has it alone, as measurements, benchmarks and faults have. */

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

const commandOf = (script: string, args: readonly string[]) =>
  [
    process.execPath,
    ['--import', 'tsx', `scripts/${script}.ts`, ...args],
    { env: { ...process.env, ...state.env } },
  ] as const;

const uses = () => Promise.resolve(stacksInUse().filter(({ stack }) => stack === STACK));

describe('a measurement at work', () => {
  it('has its stack alone until it is stopped, and the page says so', async () => {
    const endless = ['--stack', STACK, '--clients', '1', '--duration', '1s', '--rounds', '100'];
    const [program, args, options] = commandOf('measure-ceiling', endless);
    const measurement = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(measurement, 'close');
    try {
      await once(measurement.stdout, 'data');
      const words = `stack "${STACK}" is in use: measure-ceiling runs on it since `;
      for (const [script, ...others] of [
        ['measure-load', '--stack', STACK],
        ['measure-ceiling', '--stack', STACK],
        ['measure-evidence', '--stack', STACK],
        ['bench', 'read', '--stack', STACK],
        ['compare', '--engines', `${STACK},native`],
        ['load', '--stack', STACK],
        ['up', '--stack', STACK, '--yes'],
        ['down', '--stack', STACK, '--yes'],
      ] as const) {
        const [, refusedArgs, { env }] = commandOf(script, others);
        const refused = spawnSync(program, refusedArgs, { env, encoding: 'utf8' });
        expect(refused.stderr).toContain(words);
        expect(refused.stderr).toContain(`(process ${measurement.pid})`);
        expect(refused.status).toBe(1);
      }
      // Who was refused took nothing.
      expect(stacksInUse()).toMatchObject([{ stack: STACK, title: 'measure-ceiling', job: null }]);

      const body = { kind: 'bench', stack: STACK, scenario: 'read' };
      const answer = await served.change('POST', paths.jobs, body);
      expect(answer.status).toBe(409);
      expect(json<Problem>(answer).error).toContain(`measure-ceiling runs on stack "${STACK}"`);
      const stream = await send(served.server, 'GET', paths.stackEvents(STACK), served.own());
      let told = '';
      stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
      await awaitCondition(
        'what the page is told',
        () => Promise.resolve(told),
        (text) =>
          text.includes('"running":[],"elsewhere":[{"stack":"dev","title":"measure-ceiling"'),
        10_000,
      );
      stream.destroy();
    } finally {
      measurement.kill('SIGINT');
      await ended;
    }
    expect(await uses()).toEqual([]);
  });

  it('gives its stack back when it fails', () => {
    const [program, args, { env }] = commandOf('measure-load', ['--stack', 'native']);
    const failed = spawnSync(program, args, { env, encoding: 'utf8' });
    expect(failed.stderr).toContain('error: stack "native" is not up');
    expect(stacksInUse()).toEqual([]);
  });
});
