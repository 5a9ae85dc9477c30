import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FILE_MARK } from '../../scale/stack-config';
import { npmRun, stackFile } from '../e2e/project';

/** A size that nobody measures, and its stack. */
const STACK = 'scale-7';
const SIZES = ['--workers', '1,7', '--worker-cpus', '0.05', '--like', 'native'];

const results = mkdtempSync(join(tmpdir(), 'citus-cluster-scale-'));
const docker = new Docker();

/** The error of a command that has to fail before it makes anything. */
async function refusal(code: number, ...args: string[]): Promise<string> {
  const outcome = await npmRun('bench:scale', '--results', results, ...args);
  expect(outcome).toMatchObject({ code, stdout: '' });
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
  const containers = await docker.listContainers({ all: true });
  expect(containers.flatMap(({ Names }) => Names).join()).not.toContain(STACK);
  expect(existsSync(stackFile('scale-1'))).toBe(false);
  expect(readdirSync(results)).toEqual([]);
  const errors = outcome.stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  return errors[0] ?? '';
}

afterEach(() => {
  rmSync(stackFile(STACK), { force: true });
});

afterAll(() => {
  rmSync(results, { recursive: true });
});

describe('npm run bench:scale', () => {
  it('refuses sizes that do not rise as wrong usage', async () => {
    expect(await refusal(2, '--workers', '2,1')).toMatch(/^error: option '--workers/);
  });

  it.each<[string, string[], RegExp]>([
    [
      'more than the machine has',
      ['--workers', '1,32', '--worker-cpus', '64'],
      /do not fit on \d+ cores/,
    ],
    ['a rate', [...SIZES, '--', '--rate', '5'], /--rate, --profile and --no-evidence do not go/],
    ['what it sets itself', [...SIZES, '--', '--stack', 'dev'], /--stack does not go with/],
  ])('refuses %s', async (_, args, message) => {
    expect(await refusal(1, ...args)).toMatch(message);
  });

  it("leaves somebody's own stack of that name alone", async () => {
    const text = '# mine\nconfig:\n  citus-cluster:engine: native\n';
    writeFileSync(stackFile(STACK), text);
    expect(await refusal(1, ...SIZES)).toMatch(
      /Pulumi.scale-7.yaml is there, and this command has not/,
    );
    expect(existsSync(stackFile(STACK))).toBe(true);
  });

  it('leaves the data of one that was cut off alone, and tells how it goes', async () => {
    const name = `citus-${STACK}-worker-1-a`;
    await docker.createVolume({ Name: name });
    writeFileSync(stackFile(STACK), `${FILE_MARK}\n`);
    try {
      expect(await refusal(1, ...SIZES)).toBe(
        `error: stack "${STACK}" is there already: volume ${name}; \`npm run down -- --stack ${STACK} --yes\` removes it with its rows`,
      );
      expect((await docker.listVolumes()).Volumes.map(({ Name }) => Name)).toContain(name);
    } finally {
      await docker.getVolume(name).remove();
    }
  });
});
