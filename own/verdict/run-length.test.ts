import { expect, it } from 'vitest';
import type { Check } from '../check/check-file';
import { checkOf, findingsOf } from './findings.fixture';
import { runLength } from './run-length';

const { workload } = findingsOf(1);
const [first] = workload.statements;

/** A workload of 20 statements that are called alike, of which an engine takes so long for each. */
function lengthOf(ms: number, cores: number): number {
  const statements = Array.from({ length: 20 }, (_, n) => ({
    ...(first as NonNullable<typeof first>),
    ...{ name: `select_${n}`, weight: 5 },
  }));
  const sent = { ...workload, statements };
  const check = checkOf(sent);
  const taking = (one: Check['statements'][number]) => ({
    ...one,
    answers: one.answers.map((answer, n) => ({ ...answer, ms: n === 0 ? 1 : ms })),
  });
  return runLength(sent, { ...check, statements: check.statements.map(taking) }, cores);
}

it.each([
  ['short ones are many in the usual time', 10, 2, 8],
  ['long ones take longer', 1000, 2, 15],
  ['and less where there are more cores', 1000, 3, 10],
  ['nobody waits for the longest ones', 20_000, 2, 30],
])('%s', (_, ms, cores, s) => {
  expect(lengthOf(ms, cores)).toBe(s);
});

it('is the usual one where no time is known', () => {
  expect(runLength(workload, checkOf(workload), 2)).toBe(8);
});
