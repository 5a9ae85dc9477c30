/** What in a value has a record put it into quotes. */
const QUOTED = /^$|[(),"\\ \t\n\v\f\r]/;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** What a field of COPY's text format stands for; it is no NULL. */
export function fieldValue(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
}

/** A row of COPY's text format as PostgreSQL writes a record: `(1,"two words",)`. */
export function recordText(fields: readonly string[]): string {
  const values = fields.map((field) => {
    if (field === '\\N') return '';
    const value = fieldValue(field);
    return QUOTED.test(value) ? `"${value.replace(/["\\]/g, '$&$&')}"` : value;
  });
  return `(${values.join()})`;
}

/** Rows after which sums are still exact in a number. */
const EXACT = 2 ** 20;

/**
 * Number of rows, and the sum of their hashes: the same as of a fingerprint that PostgreSQL makes by
 * `hashtextextended(row::text, 0)`, which is Bob Jenkins's lookup3.
 */
export class RowSum {
  rows = 0;
  private whole = 0n;
  private high = 0;
  private low = 0;

  /** @param text of a row, a byte a character */
  add(text: string): void {
    const length = text.length;
    let at = 0;
    let a = (0x9e3779b9 + length + 3923095) | 0;
    let b = a;
    let c = a;
    for (; at + 12 <= length; at += 12) {
      a = (a + word(text, at)) | 0;
      b = (b + word(text, at + 4)) | 0;
      c = (c + word(text, at + 8)) | 0;
      a = ((a - c) | 0) ^ turned(c, 4);
      c = (c + b) | 0;
      b = ((b - a) | 0) ^ turned(a, 6);
      a = (a + c) | 0;
      c = ((c - b) | 0) ^ turned(b, 8);
      b = (b + a) | 0;
      a = ((a - c) | 0) ^ turned(c, 16);
      c = (c + b) | 0;
      b = ((b - a) | 0) ^ turned(a, 19);
      a = (a + c) | 0;
      c = ((c - b) | 0) ^ turned(b, 4);
      b = (b + a) | 0;
    }
    a = (a + word(text, at)) | 0;
    b = (b + word(text, at + 4)) | 0;
    // The lowest byte is that of the length.
    c = (c + (word(text, at + 8) << 8)) | 0;
    c = ((c ^ b) - turned(b, 14)) | 0;
    a = ((a ^ c) - turned(c, 11)) | 0;
    b = ((b ^ a) - turned(a, 25)) | 0;
    c = ((c ^ b) - turned(b, 16)) | 0;
    a = ((a ^ c) - turned(c, 4)) | 0;
    b = ((b ^ a) - turned(a, 14)) | 0;
    c = ((c ^ b) - turned(b, 24)) | 0;
    this.high += b;
    this.low += c >>> 0;
    this.rows += 1;
    if (this.rows % EXACT === 0) this.fold();
  }

  /** Of all rows so far. */
  get hash(): bigint {
    this.fold();
    return this.whole;
  }

  private fold(): void {
    this.whole += BigInt(this.high) * 2n ** 32n + BigInt(this.low);
    this.high = 0;
    this.low = 0;
  }
}

/** Four bytes, the first the lowest; those beyond the end are 0. */
function word(text: string, at: number): number {
  return (
    byte(text, at) |
    (byte(text, at + 1) << 8) |
    (byte(text, at + 2) << 16) |
    (byte(text, at + 3) << 24)
  );
}

function byte(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}

function turned(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
