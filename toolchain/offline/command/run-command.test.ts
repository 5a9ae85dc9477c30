import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command';
import type { CommandRun } from './run-command';

function run(command: string, more: Partial<CommandRun> = {}): Promise<unknown> {
  return runCommand({
    command,
    interpreter: ['/bin/sh', '-c'],
    dir: undefined,
    environment: {},
    stdin: undefined,
    onLine: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
}

describe('runCommand', () => {
  it('gives both streams without their last newline, and each line as it comes', async () => {
    const lines: string[] = [];
    const output = await run('cat; printf "a\\nb"; echo "$X" >&2', {
      stdin: 'in\n',
      environment: { X: 'y' },
      onLine: (stream, line) => lines.push(`${stream}: ${line}`),
    });
    expect(output).toEqual({ stdout: 'in\na\nb', stderr: 'y' });
    expect(lines.sort()).toEqual(['stderr: y', 'stdout: a', 'stdout: b', 'stdout: in']);
  });

  it('takes one newline off, no more', async () => {
    expect(await run('printf "x\\n\\n"')).toEqual({ stdout: 'x\n', stderr: '' });
  });

  it('fails with the exit status, the command and what it wrote', async () => {
    await expect(run('echo out; echo err >&2; exit 3')).rejects.toThrow(
      /^exit status 3: running "echo out; echo err >&2; exit 3":\n(out\nerr|err\nout)\n$/,
    );
    await expect(run('x', { interpreter: ['/no/such/shell'] })).rejects.toThrow(/ENOENT/);
  });

  it('does not mind a command that leaves its input unread', async () => {
    expect(await run('exit 0', { stdin: 'x'.repeat(1_000_000) })).toEqual({
      stdout: '',
      stderr: '',
    });
  });

  it('ends with all that the command has started when it is cancelled', async () => {
    const cancellation = new AbortController();
    const command = 'sleep 60 & echo started; wait';
    const running = run(command, {
      signal: cancellation.signal,
      onLine: () => {
        cancellation.abort();
      },
    });
    await expect(running).rejects.toThrow('signal: SIGTERM');
  });
});
