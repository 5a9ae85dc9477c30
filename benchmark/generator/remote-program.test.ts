import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { remoteProgram } from './remote-program';

describe('remoteProgram', () => {
  it('gives a command its environment, arguments and input, whatever is in them', () => {
    const odd = `it's "$HOME" \`id\` \\ \n two lines`;
    const input = "const a = '$HOME';\nconst b = `\\n${a}`;\n";
    const program = remoteProgram(
      { SECRET: odd },
      ['sh', '-c', 'printf "%s|%s|" "$SECRET" "$1"; cat', 'name', odd],
      input,
    );
    const output = execFileSync('sh', ['-s'], { input: program, encoding: 'utf8' });
    expect(output).toBe(`${odd}|${odd}|${input}`);
  });

  it('ends as its command does', () => {
    const run = () => execFileSync('sh', ['-s'], { input: remoteProgram({}, ['false'], '') });
    expect(run).toThrow();
  });
});
