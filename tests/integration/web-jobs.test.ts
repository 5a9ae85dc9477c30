import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../stack/load-config';
import { planCluster } from '../../topology/plan-cluster';
import type { JobList } from '../../web/api/jobs';
import { paths } from '../../web/api/paths';
import type { Problem } from '../../web/api/problem';
import { pulumiState } from './pulumi-state';
import { json, ServedResults } from './served-results';

const state = pulumiState('dev', { plan: planCluster(loadConfig('dev')), endpoints: {} });
const served = ServedResults.forTests(state.env);

afterAll(() => {
  state.remove();
});

const jobFolders = (): string[] =>
  readdirSync(served.folder.path).filter((name) => name.startsWith('.job'));

describe('a job that is asked for', () => {
  it.each([
    ['no JSON', '{', 400],
    ['another kind', { kind: 'other' }, 400],
    ['a path for a scenario', { kind: 'bench', stack: 'dev', scenario: './x.ts' }, 400],
    ['more than is known', { kind: 'bench', stack: 'dev', scenario: 'read', args: ['-x'] }, 400],
    ['no confirmation', { kind: 'chaos', stack: 'dev', fault: 'pause' }, 400],
    ['a stack that is none', { kind: 'bench', stack: 'none', scenario: 'read' }, 404],
  ])('starts nothing of %s', async (_, body, status) => {
    const answer = await served.change('POST', paths.jobs, body);
    expect(answer.status, answer.text).toBe(status);
    expect(json<Problem>(answer).error).not.toBe('');
  });

  it('passes on what the command says against it', async () => {
    const body = { kind: 'bench', stack: 'dev', scenario: 'read', vus: 0 };
    const answer = await served.change('POST', paths.jobs, body);
    expect(answer.status).toBe(422);
    expect(json<Problem>(answer).error).toContain('--vus');
    expect(readdirSync(served.folder.path).filter((name) => name.startsWith('.job'))).toEqual([]);
  });

  it.each([
    ['switchover', 'nothing-there'],
    ['switchover', 'pooler'],
    ['kill-etcd', 'worker-1'],
  ])('is refused in the words of the command: %s of %s', async (fault, target) => {
    const body = { kind: 'chaos', stack: 'dev', fault, target, confirm: true };
    const answer = await served.change('POST', paths.jobs, body);
    expect(answer.status, answer.text).toBe(422);
    const { error } = json<Problem>(answer);
    expect(error).toContain(`${fault} on stack "dev" has no target "${target}"; targets: `);
    expect(jobFolders()).toEqual([]);
    expect(json<JobList>(await served.get(paths.jobs)).jobs).toEqual([]);
    const args = ['tsx', 'scripts/chaos.ts', fault, '--target', target];
    const command = spawnSync('npx', args, {
      env: { ...process.env, ...state.env },
      encoding: 'utf8',
    });
    expect(command.stderr).toBe(`error: ${error}\n`);
  });
});
