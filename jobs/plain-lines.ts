/** What a terminal is told to do before a progress line is written anew: see cli/progress.ts. */
const REWRITE = '\r\u001b[2K';

/** Makes whole lines of what is written to a terminal or a pipe, as a person would read them. */
export class PlainLines {
  private rest = '';

  /** @returns the lines that are complete now, without those that were written over */
  take(chunk: string): string[] {
    const lines = `${this.rest}${chunk}`.split('\n');
    const rest = lines.pop() ?? '';
    // A progress line has no end until it is the last of its kind.
    this.rest = rest.slice(Math.max(0, rest.lastIndexOf(REWRITE)));
    return lines.map(visible).filter((line) => line !== '');
  }
}

function visible(line: string): string {
  const at = line.lastIndexOf(REWRITE);
  const last = at === -1 ? line : line.slice(at + REWRITE.length);
  return last.replaceAll('\r', '').trimEnd();
}
