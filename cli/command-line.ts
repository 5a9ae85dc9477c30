/**
 * A command as its user would write it, with words quoted that a shell would take apart.
 *
 * @param program e.g. `npm run bench --`
 */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
