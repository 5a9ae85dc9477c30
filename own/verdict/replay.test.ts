import { expect, it } from 'vitest';
import { checkOf, findingsOf } from './findings.fixture';
import { replayedOperations, sentOf } from './replay';

const { workload } = findingsOf(1);
const [often, rare, gone, ...others] = workload.statements.map(({ name }) => name);

const recorded = {
  ...workload,
  statements: workload.statements.map((one) => ({ ...one, weight: one.name === often ? 1e6 : 1 })),
  transactions: [{ name: 'never_sent', weight: 0, statements: [often ?? ''] }],
};
const check = checkOf(recorded, [gone ?? '']);

it('sends rare statements often enough to be timed, and none that is refused', () => {
  const { statements, transactions } = sentOf(recorded, check);
  const all = statements.reduce((sum, { weight }) => sum + weight, 0);
  const sent = new Map(statements.map(({ name, weight }) => [name, weight / all]));
  expect([...sent.keys()]).toEqual([often, rare, ...others]);
  for (const name of [rare, ...others]) expect(sent.get(name ?? '')).toBeCloseTo(0.002, 4);
  expect(transactions).toMatchObject([{ weight: 0 }]);
});

it('weighs them as they were recorded all the same', () => {
  const weights = replayedOperations(recorded, check).map(({ name, weight }) => [name, weight]);
  expect(weights).toEqual([[often, 1e6], ...[rare, ...others].map((name) => [name, 1])]);
});
