import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleChaos } from '../tests/example-chaos';
import { exampleRun } from '../tests/example-run';
import { CHAOS, METRICS, readDocument, type DocumentKind } from './read-document';

/** A kind of file in its third version: once one name, then a list, then with sizes. */
const shelf: DocumentKind<{ books: { title: string; pages: number | null }[] }> = {
  schema: z.object({
    schema_version: z.literal(3),
    books: z.array(z.object({ title: z.string(), pages: z.number().nullable() })),
  }),
  newest: 3,
  upgrades: {
    1: ({ book }) => ({ books: [book] }),
    2: ({ books }) => ({
      books: (books as string[]).map((title) => ({ title, pages: null })),
    }),
  },
};

describe('readDocument', () => {
  it('reads every version so far as the newest', () => {
    const one = { books: [{ title: 'Emma', pages: null }], schema_version: 3 };
    const read = (document: unknown) => readDocument(JSON.stringify(document), shelf);
    expect(read({ schema_version: 1, book: 'Emma' })).toEqual(one);
    expect(read({ schema_version: 2, books: ['Emma'] })).toEqual(one);
    expect(read(one)).toEqual(one);
  });

  it('reads what is written today', () => {
    const { metrics } = exampleRun();
    expect(readDocument(JSON.stringify(metrics), METRICS)).toEqual(metrics);
    const { result } = exampleChaos();
    expect(readDocument(JSON.stringify(result), CHAOS)).toEqual(result);
  });

  it.each([
    ['', 'is no JSON: it is empty'],
    ['{"schema_version": 3, "boo', /^is no JSON: .*JSON/],
    ['[]', 'is no JSON object'],
    ['null', 'is no JSON object'],
    ['{}', 'has no schema_version'],
    ['{"schema_version": "3"}', 'has no schema_version'],
    ['{"schema_version": 0}', 'has no schema_version'],
    ['{"schema_version": 4}', 'has schema_version 4, which is newer than this program (3)'],
    [
      '{"schema_version": 3, "books": [{"title": 1}]}',
      /^is not as its schema says: books\.0\.title: .* \(and 1 more\)$/,
    ],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => readDocument(text, shelf)).toThrow(
      typeof message === 'string' ? new Error(message) : message,
    );
  });
});
