import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(__dirname, 'stays-ok');

/** What a check does, in the shell; its parent is `timeout`, and that one's the look. */
const ANSWERS = {
  holds: 'exit 0',
  fails: 'exit 1',
  'cuts the look off': 'kill -9 $(ps -o ppid= -p $PPID)',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stays-ok-'));
  // Minutes pass at once.
  executable('sleep', 'exit 0');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function executable(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/bash\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** One look of the engine, at a check that answers so one time after another. */
function look(...answers: readonly (keyof typeof ANSWERS)[]): {
  code: number | null;
  asked: number;
} {
  const count = join(folder, 'count');
  rmSync(count, { force: true });
  const cases = answers.map((answer, i) => `${i + 1}) ${ANSWERS[answer]};;`);
  const check = executable(
    'check',
    `echo -n . >> ${count}; case $(wc -c < ${count}) in ${cases.join(' ')} esac; exit 0`,
  );
  const { status } = spawnSync('bash', [SCRIPT, check], {
    env: { PATH: `${folder}${delimiter}${process.env['PATH']}`, TMPDIR: folder },
  });
  return { code: status, asked: readFileSync(count, 'utf8').length };
}

describe('stays-ok', () => {
  it('ends at once with the first check that holds, and goes on checking after that', () => {
    expect(look('holds')).toEqual({ code: 0, asked: 1 });
    expect(look()).toEqual({ code: 0, asked: 11 });
  });

  it('fails as soon as the check does', () => {
    expect(look('fails')).toEqual({ code: 1, asked: 1 });
    look('holds');
    expect(look('holds', 'holds', 'fails')).toEqual({ code: 1, asked: 3 });
  });

  it('tells at once that the check holds again', () => {
    look('holds');
    look('holds', 'fails');
    expect(look('holds')).toEqual({ code: 0, asked: 1 });
  });

  it('tells so too where the engine has cut a look off', () => {
    look('holds');
    expect(look('holds', 'cuts the look off').code).toBeNull();
    expect(look('holds')).toEqual({ code: 0, asked: 1 });
    expect(look()).toEqual({ code: 0, asked: 11 });
  });
});
