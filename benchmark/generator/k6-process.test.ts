import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startK6 } from './k6-process';
import { startK6Processes, THIS_MACHINE } from './k6-processes';
import type { Settings } from '../../k6-scripts/lib/settings';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-process-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program in k6's place, for what k6 itself can't be made to do. */
function generator(lines: string): string {
  const path = join(folder, 'generator');
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

function run(path: string, logPath = join(folder, 'k6.log')) {
  return {
    ...{ k6: { path, env: {} }, script: 'none', settings: { part: 0, parts: 1 } as Settings },
    ...{ dsn: { read: '', write: '' }, logPath, onSample: vi.fn(), onStart: vi.fn() },
  };
}

describe('startK6', () => {
  it('says that its log can not be written, and stops the generator', async () => {
    const path = generator('trap "exit 0" INT; while :; do echo line; sleep 0.05; done');
    const { exit } = await startK6(run(path, '/dev/full'));
    await expect(exit).rejects.toThrow(/\/dev\/full can't be written: ENOSPC/);
  });

  it('takes a summary that was cut off for a line of the log', async () => {
    const { exit } = await startK6(run(generator(`echo 'bench-summary {"dro'`)));
    expect(await exit).toMatchObject({ code: 0, dropped: 0 });
    expect(readFileSync(join(folder, 'k6.log'), 'utf8')).toBe('bench-summary {"dro\n');
  });

  it('says what can not be started', async () => {
    await expect(startK6(run(join(folder, 'nothing')))).rejects.toThrow(/k6 can't be started/);
  });
});

describe('startK6Processes', () => {
  it('ends the others where one can not be started', async () => {
    const ended = join(folder, 'ended');
    const path = generator(`trap ': > ${ended}; exit 0' INT; while :; do /bin/sleep 0.05; done`);
    writeFileSync(join(folder, 'script'), '');
    // Without ssh on PATH, the generator of the other host can't be started.
    vi.stubEnv('PATH', folder);
    const { k6, settings, onSample, onStart } = run(path);
    const started = startK6Processes({
      ...{ k6, settings, onSample, onStart, script: join(folder, 'script'), logFolder: folder },
      ...{ layout: { hosts: [THIS_MACHINE, 'elsewhere'], segments: 1 } },
      dsn: () => ({ read: '', write: '' }),
    });
    await expect(started).rejects.toThrow(/ssh can't be started/);
    expect(existsSync(ended)).toBe(true);
  });
});
