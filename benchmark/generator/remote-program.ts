/** A line that ends the input of the command; no line of a bundled script is like it. */
const END_OF_INPUT = 'citus-cluster-end-of-input';

/** A word of the shell that means the text itself, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/**
 * A program for `sh` that runs one command with an environment and an input of its own. It is to be
 * sent by the standard input, so that nothing of it shows in a list of processes, and leaves no file.
 *
 * @param env names that a shell takes, and any values
 * @param command program and arguments
 * @param input what the command reads, in whole lines
 */
export function remoteProgram(
  env: Readonly<Record<string, string>>,
  command: readonly string[],
  input: string,
): string {
  return [
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `${command.map(quoted).join(' ')} <<'${END_OF_INPUT}'`,
    input.replace(/\n$/, ''),
    END_OF_INPUT,
    '',
  ].join('\n');
}
