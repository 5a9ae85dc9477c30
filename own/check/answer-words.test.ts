import { expect, it } from 'vitest';
import { agreementOf } from './answer-words';
import type { Answer } from './check-file';

const answer = (engine: string, rows: number | null): Answer => ({
  ...{ engine, place: null, rows, hash: `${engine} ${rows}` },
  refused: rows === null ? { sqlstate: '0A000', message: '', remedy: null } : null,
});

it.each([
  ['the same', 5, 5, true, true],
  ['other rows', 5, 5, false, true],
  ['order not determined', 5, 5, false, false],
  // As many as the LIMIT says, or all there are.
  ['other rows', 5, 4, false, false],
  ['refused', 5, null, false, false],
] as const)('%s: %s and %s rows', (word, ours, theirs, isSame, isDetermined) => {
  const answers = [answer('single', ours), answer('dev', theirs)];
  expect(agreementOf({ answers, isSame, isDetermined })).toBe(word);
});
