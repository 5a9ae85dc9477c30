import { Transform, type TransformCallback } from 'node:stream';
import { fieldValue, recordText, RowSum } from './row-sum';

const ESCAPED: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't' };

/** What replaces a value. */
export type Masking = (value: string) => string;

/** Hands on rows in COPY's text format, with what is to be masked masked, and sums them up. */
export class RowStream extends Transform {
  readonly sum = new RowSum();
  /** Of what was handed on. */
  bytes = 0;
  private begun = '';

  /** @param masks what replaces the values of each column; undefined for one that stays */
  constructor(private readonly masks: readonly (Masking | undefined)[]) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const lines = (this.begun + chunk.toString('latin1')).split('\n');
    this.begun = lines.pop() ?? '';
    const text = lines.map((line) => `${this.row(line)}\n`).join('');
    this.bytes += text.length;
    done(undefined, Buffer.from(text, 'latin1'));
  }

  private row(line: string): string {
    const fields = line.split('\t').map((field, index) => {
      const mask = this.masks[index];
      return mask === undefined || field === '\\N' ? field : masked(field, mask);
    });
    this.sum.add(recordText(fields));
    return fields.join('\t');
  }
}

/** A field is text of UTF-8, a byte a character. */
function masked(field: string, mask: Masking): string {
  const value = Buffer.from(fieldValue(field), 'latin1').toString('utf8');
  return Buffer.from(mask(value), 'utf8')
    .toString('latin1')
    .replace(/[\\\n\r\t]/g, (char) => `\\${ESCAPED[char] ?? char}`);
}
