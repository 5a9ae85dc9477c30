import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import type { Job } from '../../web/api/jobs';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { awaitCondition } from '../e2e/await-condition';
import { pulumiState } from './pulumi-state';
import { json, ServedResults } from './served-results';

// No container is there of what is told to be the stack: whatever goes wrong, nothing is restored.
const plan = planCluster(parseClusterConfig('test-web-backup', {}));
const state = pulumiState('dev', { plan, endpoints: { manager: { host: '127.0.0.1', port: 1 } } });
const served = ServedResults.forTests(state.env);

const jobFolders = (): string[] =>
  readdirSync(served.folder.path).filter((name) => name.startsWith('.job'));

afterAll(() => {
  state.remove();
});

describe('backups that are asked for', () => {
  it.each([
    ['what there is', 'GET', paths.backups('dev')],
    ['a plan', 'GET', paths.restorePlan('dev', 'latest')],
    ['a base backup', 'POST', paths.baseBackups('dev'), { type: 'incr' }],
    ['a look for damage', 'POST', paths.verifications('dev'), {}],
  ])('are told not to answer, with what to do: %s', async (_, method, path, body?: object) => {
    const answer =
      body === undefined ? await served.get(path) : await served.change(method, path, body);
    expect(answer.status, answer.text).toBe(422);
    const { error, remedy } = json<Problem>(answer);
    expect(`${error} ${remedy}`).not.toMatch(/defect/);
    expect(error).not.toBe('');
  });

  it.each([
    ['no kind', {}],
    ['another kind', { type: 'all' }],
    ['more than is known', { type: 'full', group: 'worker-1' }],
  ])('begin nothing of %s', async (_, body) => {
    expect((await served.change('POST', paths.baseBackups('dev'), body)).status).toBe(400);
  });

  it('have no plan without a moment', async () => {
    expect((await served.get(`${paths.stack('dev')}/restore-plan`)).status).toBe(400);
  });
});

describe('a restore that is asked for', () => {
  const request = { kind: 'restore', stack: 'dev', to: 'latest', confirm: 'dev' };

  it.each([
    ['no name', { ...request, confirm: undefined }, 400],
    ['another name', { ...request, confirm: 'native' }, 422],
    ['more than is known', { ...request, yes: true }, 400],
    ['a stack that is none', { ...request, stack: 'none', confirm: 'none' }, 404],
    ['neither way', { ...request, to: undefined }, 422],
    ['both ways', { ...request, undo: true }, 422],
  ])('starts nothing with %s', async (_, body, status) => {
    const answer = await served.change('POST', paths.jobs, body);
    expect(answer.status, answer.text).toBe(status);
    expect(jobFolders()).toEqual([]);
  });

  it('says what came of it as the command does', async () => {
    const answer = await served.change('POST', paths.jobs, request);
    expect(answer.status, answer.text).toBe(201);
    const { id, kind, title } = json<Job>(answer);
    expect([kind, title]).toEqual(['restore', 'restore to latest']);
    const job = await awaitCondition(
      'its end',
      async () => json<Job>(await served.get(paths.job(id))),
      (one) => one.endedAt !== null,
      30_000,
    );
    expect(job.state).toBe('failed');
    expect(job.problem).not.toBe('');
  });
});
