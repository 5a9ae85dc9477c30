import { describe, expect, it } from 'vitest';
import type { Figure } from './figure';
import { judge, runsNeeded, type MeasuredFigure } from './judge';

const RATE: Figure = {
  ...{ id: 'throughput.total', label: 'throughput', operation: null, family: 'headline' },
  ...{ kind: 'throughput', unit: 'ops/s', better: 'higher' },
  of: () => null,
};
const LATENCY: Figure = {
  ...{ id: 'latency.read.p50', label: 'p50 of reads', operation: null, family: 'headline' },
  ...{ kind: 'latency', unit: 'ms', better: 'lower' },
  of: () => null,
};
const ERRORS: Figure = {
  ...{ id: 'errors', label: 'failed statements', operation: null, family: 'headline' },
  ...{ kind: 'errors', unit: '%', better: 'lower' },
  of: () => null,
};

function measured(
  figure: Figure,
  baseline: readonly (number | null)[],
  other: readonly (number | null)[],
  more: Partial<MeasuredFigure> = {},
): MeasuredFigure {
  return { figure, baseline, other, spread: null, invalid: null, ...more };
}

const verdictOf = (...figures: MeasuredFigure[]) =>
  judge(figures).map(({ verdict, reason }) => (reason === '' ? verdict : `${verdict}: ${reason}`));

const SIX = [100, 101, 102, 103, 104, 105];
const times = (factor: number): number[] => SIX.map((value) => value * factor);

describe('the verdict on a figure', () => {
  it('is faster or slower by what is better', () => {
    expect(verdictOf(measured(RATE, SIX, times(1.2)))).toEqual(['faster']);
    expect(verdictOf(measured(RATE, SIX, times(0.8)))).toEqual(['slower']);
    expect(verdictOf(measured(LATENCY, SIX, times(1.2)))).toEqual(['slower']);
    expect(verdictOf(measured(LATENCY, SIX, times(0.8)))).toEqual(['faster']);
  });

  it('tells more errors from none, though there is no change relative to none', () => {
    const none = SIX.map(() => 0);
    expect(verdictOf(measured(ERRORS, none, times(0.01)))).toEqual(['more errors']);
    expect(verdictOf(measured(ERRORS, times(0.01), none))).toEqual(['fewer errors']);
    expect(judge([measured(ERRORS, none, times(0.01))])[0]?.change).toBeNull();
    expect(verdictOf(measured(ERRORS, none, none))).toEqual(['no evidence: equal in all runs']);
  });

  it('is none where the samples overlap', () => {
    expect(verdictOf(measured(RATE, SIX, [98, 99, 104, 105, 106, 107]))).toEqual(['no evidence']);
  });

  it('is none for a change of 3 % or less, however clear', () => {
    const steady = [100, 100.1, 100.2, 100.3, 100.4, 100.5];
    const found = judge([
      measured(
        RATE,
        steady,
        steady.map((value) => value * 1.029),
      ),
    ])[0];
    expect(found?.p).toBeLessThan(0.003);
    expect(found).toMatchObject({
      verdict: 'no evidence',
      reason: 'a change of 3 % or less',
    });
    expect(
      verdictOf(
        measured(
          RATE,
          steady,
          steady.map((value) => value * 1.031),
        ),
      ),
    ).toEqual(['faster']);
  });

  it('is none for a change within the spread of earlier runs', () => {
    const change = times(1.1);
    expect(verdictOf(measured(RATE, SIX, change, { spread: 0.12 }))).toEqual([
      'no evidence: a change of 12 % or less',
    ]);
    expect(verdictOf(measured(RATE, SIX, change, { spread: 0.02 }))).toEqual(['faster']);
  });

  it('asks for four runs a side', () => {
    const three = [100, 101, 102];
    expect(verdictOf(measured(RATE, three, [200, 201, 202]))).toEqual([
      'too few runs: at least 4 a side',
    ]);
    expect(verdictOf(measured(RATE, [...three, 103], [200, 201, 202, 203]))).toEqual(['faster']);
  });

  it('is not made where a run has no such figure, or the figure is invalid', () => {
    expect(verdictOf(measured(LATENCY, [1, null, 3, 4], [5, 6, 7, 8]))).toEqual([
      'not compared: not in every run',
    ]);
    const found = judge([measured(LATENCY, SIX, times(2), { invalid: 'arrivals were dropped' })]);
    expect(found[0]).toMatchObject({ verdict: 'not compared', p: null });
  });
});

describe('a family of figures', () => {
  const SIX_A_SIDE = 23;

  it('is corrected together, each family for itself', () => {
    const clear = measured(RATE, SIX, times(1.2));
    const operation = { ...LATENCY, family: 'operations' } as const;
    const judged = judge([clear, clear, measured(operation, SIX, times(1.2))]);
    expect(judged.map(({ adjustedP }) => adjustedP)).toEqual([
      expect.closeTo(2 * 0.002165, 5),
      expect.closeTo(2 * 0.002165, 5),
      expect.closeTo(0.002165, 5),
    ]);
  });

  it('says how many runs it takes, where so few can find nothing', () => {
    const clear = measured(RATE, SIX, times(1.2));
    const family = (size: number) => judge(Array.from({ length: size }, () => clear));
    expect(family(SIX_A_SIDE).every(({ verdict }) => verdict === 'faster')).toBe(true);
    expect(family(SIX_A_SIDE + 1)[0]).toMatchObject({
      verdict: 'too few runs',
      reason: '7 a side for 24 figures',
    });
    expect([1, 2, 6, 7, 23, 24, 85, 86].map(runsNeeded)).toEqual([4, 5, 5, 6, 6, 7, 7, 8]);
  });

  it('leaves out of the correction what is equal in all runs', () => {
    const constant = measured(
      ERRORS,
      SIX.map(() => 0),
      SIX.map(() => 0),
    );
    const judged = judge([
      measured(RATE, SIX, times(1.2)),
      ...Array.from({ length: 30 }, () => constant),
    ]);
    expect(judged[0]?.verdict).toBe('faster');
  });
});
