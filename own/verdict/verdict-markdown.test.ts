import { expect, it } from 'vitest';
import { checkOf, findingsOf } from './findings.fixture';
import { makeVerdict } from './make-verdict';
import { verdictMarkdown } from './verdict-markdown';

it('says what to do, why, what was measured and what was not', () => {
  const { workload } = findingsOf(1);
  const refused = workload.statements[1]?.name ?? '';
  const text = verdictMarkdown(
    makeVerdict(findingsOf(1.5, { check: checkOf(workload, [refused]) })),
  );
  expect(text).toMatch(
    /^# app@db:5432\/shop: shard\n\n- statements keep 2 CPUs busy; "native" takes 1/,
  );
  expect(text).toMatch(
    /^\| stack +\| engine +\| nodes \| CPUs +\| memory +\| runs \| operations +\| a call/m,
  );
  expect(text).toMatch(/^\| single +\| one server +\| 2 +\| no limit \| 2\.0 GiB \| 6 /m);
  expect(text).toMatch(
    /^\| statement +\|.*\| single p50 +\| p99 +\| native p50 +\| p99 +\| times/m,
  );
  expect(text).toMatch(/\| 1\.\d\d \(1\.\d\d–1\.\d\d\) \| loses +\|$/m);
  expect(text).toContain(`- ${refused} on native: there is no such key; name one`);
  expect(text).toContain('- 1 % of the time: MERGE: `MERGE INTO orders`');
});
