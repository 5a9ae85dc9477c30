import { hash } from 'node:crypto';

/** Each changes one half of a value's characters by the other. */
const ROUNDS = 4;

/** A character that is replaced by one of the same kind. */
interface Digit {
  readonly at: number;
  /** Code point of the first of its kind. */
  readonly first: number;
  /** How many there are of its kind. */
  readonly kinds: number;
}

/**
 * Replaces values by others: equal ones by equal ones, different ones by different ones. Length, case and
 * punctuation stay, a digit becomes a digit and a letter a letter. Whoever has not the key can't tell which
 * value it was. It is a Feistel network over the characters; two texts that differ by case alone are masked
 * alike.
 */
export function maskWith(key: Buffer): (value: string) => string {
  return (value) => {
    const codes = [...value].map((char) => char.codePointAt(0) ?? 0);
    const digits = codes.flatMap((code, at) => digitOf(code, at) ?? []);
    const values = digits.map(({ at, first }) => (codes[at] ?? 0) - first);
    const half = Math.ceil(digits.length / 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      const [from, to] = round % 2 === 0 ? [0, half] : [half, digits.length];
      const others = [...values.slice(0, from), ...values.slice(to)];
      const added = stream(key, [round, digits.length, ...others], to - from);
      for (let index = from; index < to; index += 1) {
        const sum = (values[index] ?? 0) + (added[index - from] ?? 0);
        values[index] = sum % (digits[index]?.kinds ?? 1);
      }
    }
    digits.forEach(({ at, first }, index) => (codes[at] = first + (values[index] ?? 0)));
    return String.fromCodePoint(...codes);
  };
}

function digitOf(code: number, at: number): Digit | undefined {
  const char = String.fromCodePoint(code);
  if (/\d/.test(char)) return { at, first: 0x30, kinds: 10 };
  if (/[A-Z]/.test(char)) return { at, first: 0x41, kinds: 26 };
  if (/[a-z]/.test(char)) return { at, first: 0x61, kinds: 26 };
  // Of UTF-8 all of a block have the same number of bytes. Below are signs, and controls.
  return code < 0xc0 ? undefined : { at, first: code - (code % 64), kinds: 64 };
}

/** Bytes that follow from the key and a text. */
function stream(key: Buffer, text: readonly number[], length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    hash('sha256', Buffer.concat([key, Buffer.from(`${block} ${text.join()}`)]), 'buffer'),
  );
  return Buffer.concat(blocks);
}
