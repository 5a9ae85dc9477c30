import { expect, it } from 'vitest';
import { inPieces } from './in-pieces';

async function piecesOf(chunks: readonly string[], bytes: number): Promise<string[]> {
  const rows = async function* (): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  };
  const pieces: string[] = [];
  for await (const piece of inPieces(rows(), bytes)) {
    const parts: Buffer[] = [];
    for await (const part of piece) parts.push(part);
    pieces.push(Buffer.concat(parts).toString());
  }
  return pieces;
}

it.each<[string, readonly string[], readonly string[]]>([
  ['nothing', [], []],
  ['less than a piece', ['1\n2\n'], ['1\n2\n']],
  ['chunks that end within a row', ['1\n23', '45\n6', '7\n8\n'], ['1\n2345\n', '67\n8\n']],
  ['a row that is longer than a piece', ['12', '34', '56', '\n7\n'], ['123456\n7\n']],
  ['chunks that end with a row', ['1234\n', '5678\n'], ['1234\n', '5678\n']],
])('divides %s', async (_, chunks, pieces) => {
  expect(await piecesOf(chunks, 5)).toEqual(pieces);
});
