/** A line that ends the input of the command; no line of a bundled script is like it. */
const END_OF_INPUT = 'citus-cluster-end-of-input';

/** A word of the shell that means the text itself, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** What a command is given by variables, whose names are ones that a shell takes. */
export interface RemoteVariables {
  readonly env: Readonly<Record<string, string>>;
  /** Contents of files, which are readable for the user alone; the variables hold their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * A program for `sh` that runs one command with an environment and an input of its own. It is to be
 * sent by the standard input, so that nothing of it shows in a list of processes. Its files go with it.
 *
 * @param command program and arguments
 * @param input what the command reads, in whole lines
 */
export function remoteProgram(
  { env, files = {} }: RemoteVariables,
  command: readonly string[],
  input: string,
): string {
  const names = Object.keys(files)
    .map((name) => `"$${name}"`)
    .join(' ');
  return [
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    ...Object.entries(files).flatMap(([name, content]) => [
      `${name}=$(mktemp) || exit`,
      `export ${name}`,
      `printf %s ${quoted(content)} >"$${name}"`,
    ]),
    ...(names === '' ? [] : [`trap 'rm -f ${names}' EXIT`, 'trap exit HUP INT TERM']),
    `${command.map(quoted).join(' ')} <<'${END_OF_INPUT}'`,
    input.replace(/\n$/, ''),
    END_OF_INPUT,
    '',
  ].join('\n');
}
