import { scanSync } from 'libpg-query';

/** Words that begin a part of a statement, outside of all parentheses. */
const BEGINNINGS =
  /^(WITH|SELECT|INSERT|UPDATE|DELETE|FROM|USING|SET|WHERE|GROUP|HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|FOR|RETURNING|UNION|EXCEPT|INTERSECT|VALUES|ON)$/;

/** A statement's parts by the words that begin them, without those. The first of each counts. */
export function clausesOf(text: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(text);
  const tokens = scanSync(text).tokens.map(({ start, end, keywordName }) => ({
    ...{ start, end, isWord: keywordName !== 'NO_KEYWORD' },
    written: bytes.toString('utf8', start, end).toUpperCase(),
  }));
  const found: { word: string; from: number; to: number }[] = [];
  let depth = 0;
  for (const [index, { start, end, written, isWord }] of tokens.entries()) {
    if (written === '(') depth += 1;
    if (written === ')') depth -= 1;
    if (depth > 0 || !isWord || !BEGINNINGS.test(written)) continue;
    const isElsewhere =
      (written === 'ON' && !has(found, 'INSERT')) ||
      (written === 'USING' && (!has(found, 'DELETE') || tokens[index + 1]?.written === '(')) ||
      (written === 'FROM' && tokens[index - 1]?.written === 'DISTINCT');
    if (isElsewhere) continue;
    const last = found.at(-1);
    if (last !== undefined) last.to = start;
    found.push({ word: written, from: end, to: bytes.length });
  }
  return new Map(
    found
      .reverse()
      .map(({ word, from, to }) => [word, bytes.toString('utf8', from, to).trim()] as const),
  );
}

function has(found: readonly { word: string }[], word: string): boolean {
  return found.some((one) => one.word === word);
}
