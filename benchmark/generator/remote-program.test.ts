import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { remoteProgram } from './remote-program';

describe('remoteProgram', () => {
  it('gives a command its environment, arguments and input, whatever is in them', () => {
    const odd = `it's "$HOME" \`id\` \\ \n two lines`;
    const input = "const a = '$HOME';\nconst b = `\\n${a}`;\n";
    const program = remoteProgram(
      { env: { SECRET: odd } },
      ['sh', '-c', 'printf "%s|%s|" "$SECRET" "$1"; cat', 'name', odd],
      input,
    );
    const output = execFileSync('sh', ['-s'], { input: program, encoding: 'utf8' });
    expect(output).toBe(`${odd}|${odd}|${input}`);
  });

  it('gives it files, which go with it', () => {
    const variables = { env: {}, files: { PGSSLROOTCERT: "it's\nPEM\n" } };
    const command = ['sh', '-c', 'echo "$PGSSLROOTCERT"; cat "$PGSSLROOTCERT"'];
    const input = remoteProgram(variables, command, '');
    const output = execFileSync('sh', ['-s'], { input, encoding: 'utf8' });
    const [path = '', ...content] = output.split('\n');
    expect(content.join('\n')).toBe("it's\nPEM\n");
    expect(existsSync(path)).toBe(false);
  });

  it('ends as its command does', () => {
    const run = () =>
      execFileSync('sh', ['-s'], { input: remoteProgram({ env: {} }, ['false'], '') });
    expect(run).toThrow();
  });
});
