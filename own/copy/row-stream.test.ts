import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { RowStream, type Masking } from './row-stream';
import { RowSum } from './row-sum';

async function sent(text: string, masks: readonly (Masking | undefined)[], size: number) {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
  const rows = Readable.from(chunks).pipe(new RowStream(masks));
  return { text: (await buffer(rows)).toString(), rows };
}

it.each([
  [1, 1],
  [3, 1],
  [1000, 30_000],
])('hands rows on as they are, in pieces of %i bytes', async (size, times) => {
  const text = '1\tZoë\t\\N\n2\ta\\tb\tc\\\\d\n'.repeat(times);
  const { text: got, rows } = await sent(text, [], size);
  expect(got).toBe(text);
  expect(rows.bytes).toBe(Buffer.byteLength(text));
  const sum = new RowSum();
  sum.add(Buffer.from(text));
  expect([rows.sum.rows, rows.sum.hash]).toEqual([2 * times, sum.hash]);
});

it('masks values and no NULL', async () => {
  const seen: string[] = [];
  const mask = (value: string): string => {
    seen.push(value);
    return 'ü\\';
  };
  const { text } = await sent('1\tZoë\\\\\n2\t\\N\n', [undefined, mask], 4);
  expect(seen).toEqual(['Zoë\\']);
  expect(text).toBe('1\tü\\\\\n2\t\\N\n');
});
