const [TAB, NEWLINE, QUOTE, OPEN, CLOSE, COMMA, BACKSLASH, NULL_MARK] = [
  ...[0x09, 0x0a, 0x22, 0x28, 0x29, 0x2c, 0x5c, 0x4e],
] as const;

/** Bytes that a field of COPY's text format has after a backslash, by what they stand for. */
const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = 'bfnrtv'.indexOf(String.fromCharCode(byte));
  return at < 0 ? byte : '\b\f\n\r\t\v'.charCodeAt(at);
});

/** Bytes that have a record put a value into quotes; the other ones of a row are written as they are. */
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
  private bytes = new Uint8Array(2 ** 20);
  /** The same. The first byte of a word is its lowest on all machines that nodes are for. */
  private words = new Int32Array(this.bytes.buffer);

  /** @param rows whole ones, in COPY's text format */
  add(rows: Buffer): void {
    this.makeRoom(rows.length);
    for (let start = 0; start < rows.length;) {
      const record = writeRecord(rows, start, this.bytes);
      this.addHash(record.length);
      this.rows += 1;
      if (this.rows % EXACT === 0) this.fold();
      start = record.next;
    }
  }

  /** Of all rows so far. */
  get hash(): bigint {
    this.fold();
    return this.whole;
  }

  /** A row of quotes alone takes the most: each is written as two, and a field of one has two around it. */
  private makeRoom(length: number): void {
    const most = 4 * (length + 4);
    if (this.bytes.length >= most) return;
    this.bytes = new Uint8Array(most);
    this.words = new Int32Array(this.bytes.buffer);
  }

  /** Of a record that is in `bytes`, with 12 zeros behind its `length`. */
  private addHash(length: number): void {
    const { words } = this;
    let a = (0x9e3779b9 + length + 3923095) | 0;
    let b = a;
    let c = a;
    let at = 0;
    for (const end = length / 4 - 3; at <= end; at += 3) {
      a = (a + (words[at] as number)) | 0;
      b = (b + (words[at + 1] as number)) | 0;
      c = (c + (words[at + 2] as number)) | 0;
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
    a = (a + (words[at] as number)) | 0;
    b = (b + (words[at + 1] as number)) | 0;
    // The lowest byte is that of the length.
    c = (c + ((words[at + 2] as number) << 8)) | 0;
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

function turned(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/**
 * Writes a row as PostgreSQL writes a record, `(1,"two words",)`, and 12 zeros behind it.
 *
 * @param at where the row begins
 * @returns how long the record is, and where the next row begins
 */
function writeRecord(
  rows: Buffer,
  at: number,
  record: Uint8Array,
): { length: number; next: number } {
  let to = 0;
  record[to++] = OPEN;
  for (let byte: number = COMMA; byte !== NEWLINE;) {
    const begin = to;
    byte = rows[at++] as number;
    let isQuoted = byte === TAB || byte === NEWLINE;
    for (; ; byte = rows[at++] as number) {
      for (; QUOTED[byte] === 0; byte = rows[at++] as number) record[to++] = byte;
      if (byte === TAB || byte === NEWLINE) break;
      if (byte === BACKSLASH) {
        byte = rows[at++] as number;
        // As a backslash is written as two, this is no letter.
        if (byte === NULL_MARK) continue;
        byte = ESCAPES[byte] as number;
      }
      if (QUOTED[byte] === 1) isQuoted = true;
      if (byte === QUOTE || byte === BACKSLASH) record[to++] = byte;
      record[to++] = byte;
    }
    if (isQuoted) {
      // Fields are short: copyWithin takes longer.
      for (let of = to; of > begin; of -= 1) record[of] = record[of - 1] as number;
      record[begin] = QUOTE;
      to += 1;
      record[to++] = QUOTE;
    }
    record[to++] = COMMA;
  }
  record[to - 1] = CLOSE;
  for (let zero = to; zero < to + 12; zero += 1) record[zero] = 0;
  return { length: to, next: at };
}
