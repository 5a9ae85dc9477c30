import { Transform, type TransformCallback } from 'node:stream';
import { RowSum } from './row-sum';

/** What replaces a value. */
export type Masking = (value: string) => string;

/** What letters stand for that COPY's text format has behind a backslash, and the other way. */
const CHARACTERS: Readonly<Record<string, string>> = {
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CHARACTERS).map(([letter, char]) => [char, letter]),
);

/** Bytes that are handed on at once: each time costs more than what COPY sends at once is worth. */
export const BATCH = 256 * 1024;

/** Hands on rows in COPY's text format, with what is to be masked masked, and sums them up. */
export class RowStream extends Transform {
  readonly sum = new RowSum();
  /** Of what was handed on. */
  bytes = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;

  /** @param masks what replaces the values of each column; undefined for one that stays */
  constructor(private readonly masks: readonly (Masking | undefined)[]) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    if (this.waitingBytes < BATCH) done();
    else done(undefined, this.wholeRows());
  }

  override _flush(done: TransformCallback): void {
    done(undefined, this.wholeRows());
  }

  private wholeRows(): Buffer {
    const all = Buffer.concat(this.waiting);
    const end = all.lastIndexOf('\n') + 1;
    this.waiting = [all.subarray(end)];
    this.waitingBytes = all.length - end;
    const whole = all.subarray(0, end);
    const rows = this.masks.some((mask) => mask !== undefined) ? this.masked(whole) : whole;
    this.sum.add(rows);
    this.bytes += rows.length;
    return rows;
  }

  private masked(rows: Buffer): Buffer {
    const lines = rows.toString().split('\n');
    const masked = lines.map((line) =>
      line
        .split('\t')
        .map((field, index) => {
          const mask = this.masks[index];
          const isKept = mask === undefined || field === '\\N' || line === '';
          return isKept ? field : fieldOf(mask(valueOf(field)));
        })
        .join('\t'),
    );
    return Buffer.from(masked.join('\n'));
  }
}

function valueOf(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\(.)/gs, (_, letter: string) => CHARACTERS[letter] ?? letter);
}

function fieldOf(value: string): string {
  return value.replace(/[\\\b\f\n\r\t\v]/g, (char) => `\\${LETTERS[char] ?? char}`);
}
