/** Other text for some bytes of a statement, which is what the parser counts in. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Makes edits that do not overlap. */
export function editText(text: string, edits: readonly Edit[]): string {
  let bytes = Buffer.from(text);
  for (const { from, to, text: by } of [...edits].sort((a, b) => b.from - a.from)) {
    bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(by), bytes.subarray(to)]);
  }
  return bytes.toString();
}

/** The text with something else in the place of each parameter. Normalised texts have no constants. */
export function replaceParameters(text: string, by: (number: number) => string): string {
  return text.replace(/\$(\d+)/g, (_, number: string) => by(Number(number)));
}
