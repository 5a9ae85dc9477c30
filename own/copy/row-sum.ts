const [TAB, NEWLINE, QUOTE, OPEN, CLOSE, COMMA, BACKSLASH, NULL_MARK] = [
  ...[0x09, 0x0a, 0x22, 0x28, 0x29, 0x2c, 0x5c, 0x4e],
] as const;

/** Bytes that a field of COPY's text format has after a backslash, by what they stand for. */
const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = 'bfnrtv'.indexOf(String.fromCharCode(byte));
  return at < 0 ? byte : '\b\f\n\r\t\v'.charCodeAt(at);
});

/** Bytes that have a record put a value into quotes. */
const QUOTED = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('(),"\\ \t\n\v\f\r'.includes(String.fromCharCode(byte))),
);

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
  private record = new Uint8Array(2 ** 16);

  /** @param rows whole ones, in COPY's text format */
  add(rows: Buffer): void {
    for (let start = 0; start < rows.length;) {
      const end = rows.indexOf(NEWLINE, start);
      if (this.record.length < 4 * (end - start) + 16) {
        this.record = new Uint8Array(8 * (end - start));
      }
      this.addHash(this.record, writeRecord(rows, start, end, this.record));
      this.rows += 1;
      if (this.rows % EXACT === 0) this.fold();
      start = end + 1;
    }
  }

  /** Of all rows so far. */
  get hash(): bigint {
    this.fold();
    return this.whole;
  }

  /** @param bytes with 12 zeros behind `length` */
  private addHash(bytes: Uint8Array, length: number): void {
    let a = (0x9e3779b9 + length + 3923095) | 0;
    let b = a;
    let c = a;
    let at = 0;
    for (; at + 12 <= length; at += 12) {
      a = (a + word(bytes, at)) | 0;
      b = (b + word(bytes, at + 4)) | 0;
      c = (c + word(bytes, at + 8)) | 0;
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
    a = (a + word(bytes, at)) | 0;
    b = (b + word(bytes, at + 4)) | 0;
    // The lowest byte is that of the length.
    c = (c + (word(bytes, at + 8) << 8)) | 0;
    c = ((c ^ b) - turned(b, 14)) | 0;
    a = ((a ^ c) - turned(c, 11)) | 0;
    b = ((b ^ a) - turned(a, 25)) | 0;
    c = ((c ^ b) - turned(b, 16)) | 0;
    a = ((a ^ c) - turned(c, 4)) | 0;
    b = ((b ^ a) - turned(a, 14)) | 0;
    c = ((c ^ b) - turned(b, 24)) | 0;
    this.high += b;
    this.low += c >>> 0;
  }

  private fold(): void {
    this.whole += BigInt(this.high) * 2n ** 32n + BigInt(this.low);
    this.high = 0;
    this.low = 0;
  }
}

/** Four bytes, the first the lowest. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function turned(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/**
 * Writes a row as PostgreSQL writes a record, `(1,"two words",)`, and 12 zeros behind it.
 *
 * @returns its length
 */
function writeRecord(row: Buffer, start: number, end: number, record: Uint8Array): number {
  let to = 0;
  record[to++] = OPEN;
  for (let at = start; at <= end; at += 1) {
    const begin = to;
    let isQuoted = row[at] === TAB || at === end;
    for (; at < end && row[at] !== TAB; at += 1) {
      let byte = row[at] as number;
      if (byte === BACKSLASH) {
        at += 1;
        // As a backslash is written as two, this is no letter.
        if (row[at] === NULL_MARK) continue;
        byte = ESCAPES[row[at] as number] as number;
      }
      if (QUOTED[byte] === 1) isQuoted = true;
      if (byte === QUOTE || byte === BACKSLASH) record[to++] = byte;
      record[to++] = byte;
    }
    if (isQuoted) {
      record.copyWithin(begin + 1, begin, to);
      record[begin] = QUOTE;
      to += 1;
      record[to++] = QUOTE;
    }
    record[to++] = COMMA;
  }
  record[to - 1] = CLOSE;
  record.fill(0, to, to + 12);
  return to;
}
