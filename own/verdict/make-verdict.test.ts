import { describe, expect, it } from 'vitest';
import { checkOf, findingsOf } from './findings.fixture';
import { makeVerdict, verdictOfPlan, type Findings } from './make-verdict';
import { verdictSchema, type Verdict } from './verdict-file';

const wordsOf = ({ statements }: Verdict): string[] =>
  statements.flatMap(({ measured }) => measured.flatMap(({ against }) => against?.word ?? []));

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const FOUND = ['gains', 'loses'];

describe('a verdict', () => {
  it('is none where a thing is measured against itself', () => {
    const verdicts = seeds.map((seed) => makeVerdict(findingsOf(1, { seed })));
    const wrong = verdicts.filter((one) => wordsOf(one).some((word) => FOUND.includes(word)));
    expect(wrong.length).toBeLessThanOrEqual(1);
    const told = verdicts.filter(({ verdict }) => verdict !== 'no verdict');
    expect(told.length).toBeLessThanOrEqual(1);
  });

  it('tells what sharding costs, statement by statement and in all', () => {
    const verdict = makeVerdict(findingsOf(1.5));
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
    expect(verdict.verdict).toBe('shard');
    expect(verdict.because[0]).toMatch(
      /^statements keep 2 CPUs busy; "native" takes 1\.\d\d times the time on the same machine, which its 3 workers can make up for on machines of their own$/,
    );
    expect(verdict.because.at(-1)).toMatch(
      /cpus to 0\.8 in the files of "single" and "native", with/,
    );
    expect(verdict.because[1]).toMatch(
      /^"native" at equal limits: 1\.\d\d times the time of "single" for all calls \(1\.\d\d to 1\.\d\d\); of the statements \d+ lose; both may use all 8 cores of this machine; what they hold fits the memory of one node$/,
    );
    expect(new Set(wordsOf(verdict))).toEqual(new Set(['loses']));
    const [all] = verdict.comparisons;
    expect(all).toMatchObject({ stack: 'native', kind: 'equal limits', all: { word: 'loses' } });
    expect(all?.all.ratio).toBeCloseTo(1.5, 0);
    expect(verdict.sides).toMatchObject([
      { stack: 'single', workers: 0, runs: 6, tag: 'turns-single', limits: { cpus: null } },
      { stack: 'native', workers: 3, runs: 6, limits: { nodes: 8, memoryMiB: 8192 } },
    ]);
  });

  it('says who gains', () => {
    const verdict = makeVerdict(findingsOf(0.6));
    expect(new Set(wordsOf(verdict))).toEqual(new Set(['gains']));
    expect(verdict.verdict).toBe('shard');
  });

  it('has too few runs, however clear they are', () => {
    const { verdict, because, statements } = makeVerdict(findingsOf(2, { rounds: 3 }));
    expect(verdict).toBe('no verdict');
    expect(because[1]).toMatch(/by too few runs to say \(at least 4 a side\)/);
    expect(statements[0]?.measured[1]?.against).toMatchObject({
      ...{ word: 'too few runs', interval: null },
    });
  });

  it("is don't shard where the workers can't make up for what it costs", () => {
    const { verdict, because } = makeVerdict(findingsOf(4));
    expect(verdict).toBe("don't shard");
    expect(because[0]).toBe('"native" costs more than its 3 workers could make up for');
  });

  it.each(["don't shard", 'not yet'] as const)('is %s by the plan, whatever gains', (word) => {
    const advice = { verdict: word, because: ['it is small'] };
    const verdict = makeVerdict(findingsOf(0.6, { advice }));
    expect(verdict.verdict).toBe(word);
    expect(verdict.because).toContain(`the plan says ${word}: it is small`);
  });

  it('claims nothing beyond three times what was measured', () => {
    const { copy } = findingsOf(1.5);
    const tables = copy.tables.map((table) => ({ ...table, rows: 100 }));
    const sampled = { ...copy, sample: { oneIn: 10, salt: 1 }, tables };
    const verdict = makeVerdict(findingsOf(1.5, { copy: sampled }));
    expect(verdict.verdict).toBe('no verdict');
    expect(verdict.because[0]).toMatch(/^5\.9 KiB were measured, 10 % of the source, and nothing/);
  });

  it('is of what all stacks take', () => {
    const { workload } = findingsOf(1);
    const [first, second] = workload.statements.map(({ name }) => name) as [string, string];
    const found: Partial<Findings> = {
      workload: {
        ...workload,
        transactions: [{ name: 'both', weight: 3, statements: [first, second] }],
      },
      check: checkOf(workload, [first]),
    };
    const { statements, transactions, verdict, because } = makeVerdict(findingsOf(1.5, found));
    const refused = statements.find(({ name }) => name === first);
    expect(refused?.measured).toEqual([
      { stack: 'single', p50: null, p99: null, against: null },
      expect.objectContaining({ against: expect.objectContaining({ word: 'refused' }) }),
    ]);
    expect(transactions[0]?.measured[1]?.against?.word).toBe('refused');
    expect(verdict).toBe('shard');
    expect(because[1]).toContain('1 refused');
    const many = workload.statements.slice(0, 4).map(({ name }) => name);
    const no = makeVerdict(findingsOf(1, { check: checkOf(workload, many) }));
    expect(no.verdict).toBe("don't shard");
    expect(no.because[0]).toMatch(/^"native" refuses \d+ % of the time$/);
  });

  it('is the plan’s where nothing can be measured', () => {
    const { profile } = findingsOf(1);
    const verdict = verdictOfPlan(profile, { verdict: "don't shard", because: ['no key'] });
    expect(verdictSchema.parse(verdict)).toMatchObject({ verdict: "don't shard", sides: [] });
  });
});
