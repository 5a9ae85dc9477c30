import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awaitCondition } from '../e2e/await-condition';
import { OfflineStack, PLUGINS } from './offline-stack';

const SECRET = 'sesame-open-the-door';

describe(`local.Command by the ${PLUGINS} plugins`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'offline-command-'));
  const log = join(dir, 'log');
  let stack: OfflineStack;

  /** The lines the commands have written, oldest first. */
  const logged = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []);
  const command = {
    dir,
    create: 'echo "created $NAME" | tee -a log; echo warned >&2',
    update: 'echo "updated $NAME after [$PULUMI_COMMAND_STDOUT]" | tee -a log',
    delete: 'echo "deleted $NAME" >> log',
    environment: { NAME: 'one' },
    triggers: ['first', 1],
  };

  beforeAll(async () => {
    stack = await OfflineStack.open('offline-command');
    await stack.settings({ command });
  });
  afterAll(async () => {
    await stack.close();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    rmSync(log, { force: true });
  });

  it('runs nothing in a preview', async () => {
    expect(await stack.plan()).toEqual({ command: 'create' });
    expect(logged()).toEqual([]);
  });

  it('runs create, shows its lines, and gives what it wrote without the last newline', async () => {
    const shown = await stack.mustUp();
    expect(shown).toMatch(/created one/);
    expect(shown).toMatch(/warned/);
    expect(await stack.outputs()).toMatchObject({ stdout: 'created one', stderr: 'warned' });
    expect(logged()).toEqual(['created one', '']);
    expect(await stack.plan('--expect-no-changes')).toEqual({});
  });

  it('runs update on a change, with what was written before', async () => {
    await stack.settings({ command: { ...command, environment: { NAME: 'two' } } });
    expect(await stack.plan()).toEqual({ command: 'update' });
    await stack.mustUp();
    expect(logged()).toEqual(['updated two after [created one]', '']);
    expect(await stack.outputs()).toMatchObject({ stdout: 'updated two after [created one]' });
  });

  it('is replaced by a trigger: the new one is made before the old one goes', async () => {
    const environment = { NAME: 'three' };
    await stack.settings({ command: { ...command, environment, triggers: ['second', 1] } });
    expect(await stack.plan()).toEqual({ command: 'replace' });
    await stack.mustUp();
    expect(logged()).toEqual(['created three', 'deleted two', '']);
  });

  it('runs create again where there is no update, with stdin and an interpreter', async () => {
    const settings = {
      dir,
      delete: command.delete,
      interpreter: ['/bin/sh', '-e', '-c'],
      create: 'tr a-z A-Z | tee -a log; printf end',
      stdin: 'spoken',
      addPreviousOutputInEnv: false,
      triggers: ['second', 1],
    };
    await stack.settings({ command: settings });
    await stack.mustUp();
    expect(await stack.outputs()).toMatchObject({ stdout: 'SPOKENend', stderr: '' });
  });

  it('keeps secrets, and what the program says is one, out of the state and the log', async () => {
    const create = `printf %s "$PASSWORD" | sed "s/sesame/opened/"`;
    await stack.settings({
      command: { ...command, create, update: create, logging: 'none' },
      secrets: { PASSWORD: SECRET },
      options: { additionalSecretOutputs: ['stdout'] },
    });
    const shown = await stack.mustUp();
    expect(await stack.outputs()).toMatchObject({ stdout: 'opened-open-the-door' });
    const state = await stack.exported();
    expect(state).not.toContain('open-the-door');
    expect(shown).not.toContain('open-the-door');
  });

  it('fails with what the command wrote, and runs again at the next update', async () => {
    const create = 'echo about to fail; exit 3';
    await stack.settings({ command: { ...command, create, update: create } });
    const { code, stdout } = await stack.up();
    expect(code).not.toBe(0);
    expect(stdout).toContain('exit status 3: running "echo about to fail; exit 3"');
    expect(stdout).toContain('about to fail');
    await stack.settings({ command });
    await stack.mustUp();
    expect(logged().at(0)).toMatch(/^updated one/);
  });

  it('gives the files it leaves behind', async () => {
    const create = 'mkdir -p out/deep; touch out/a.txt out/b.log out/deep/c.txt';
    const assetPaths = ['out/**', '!**.log'];
    await stack.settings({ command: { ...command, create, update: create, assetPaths } });
    await stack.mustUp();
    expect(await stack.outputs()).toMatchObject({ assets: ['out/a.txt', 'out/deep/c.txt'] });
  });

  it('runs delete when destroyed', async () => {
    await stack.destroy();
    expect(logged().at(-2)).toBe('deleted one');
  });
});

describe.skipIf(PLUGINS === 'official')('an update whose CLI is killed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'offline-killed-'));
  let stack: OfflineStack;

  beforeAll(async () => {
    stack = await OfflineStack.open('offline-command');
  });
  afterAll(async () => {
    await stack.cancel();
    await stack.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Which of the program and its command run. */
  const running = (): string[] =>
    readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? partOf(pid, dir) : []));

  it('goes on with nothing: program and command end, whatever they are at', async () => {
    // The command is a child of the provider, and that one of the CLI.
    const create = 'echo $PPID > provider; exec sleep 60';
    await stack.settings({ command: { dir, create }, lingers: true });
    const update = stack.up();
    const provider = join(dir, 'provider');
    await awaitCondition(
      'program and command at work',
      () => Promise.resolve(running()),
      (parts) => parts.length === 2,
      60_000,
    );
    const parent = execFileSync('ps', ['-o', 'ppid=', readFileSync(provider, 'utf8').trim()]);
    process.kill(Number(parent.toString()), 'SIGKILL');
    await update;
    await awaitCondition(
      'the end of both',
      () => Promise.resolve(running()),
      (left) => left.length === 0,
      30_000,
    );
  });
});

/** The program has its folder in its configuration, and the command works there. */
function partOf(pid: string, dir: string): string[] {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const isConfiguration = (one: string) => one.startsWith('PULUMI_CONFIG=') && one.includes(dir);
    if (environment.some(isConfiguration)) return ['program'];
    return readlinkSync(`/proc/${pid}/cwd`) === dir ? ['command'] : [];
  } catch {
    // It has ended meanwhile, or is another user's.
    return [];
  }
}
