import { describe, expect, it } from 'vitest';
import { exampleScale, exampleSizes, MACHINES } from '../tests/example-scale';
import { scaleCurve } from './curve';
import { warningsFor } from './document';

const COSTS = {
  ...{ scenario: 'insert', throughput: { 1: 630, 2: 1222, 4: 2080 } },
  ...{ worker: 0.3, coordinator: 0.25, generator: 0.1 },
};

describe('a curve', () => {
  const { points, fan_out, model } = scaleCurve('insert', exampleSizes([COSTS]), MACHINES);

  it('has the median of the runs, and its share of the ideal', () => {
    expect(points.map(({ workers }) => workers)).toEqual([1, 2, 4]);
    const [one, two, four] = points;
    expect(one?.share).toEqual({ value: 1, low: 1, high: 1, confidence: 1 });
    expect(two?.speedup).toBeCloseTo(1222 / 630);
    expect(four?.share.value).toBeCloseTo(2080 / (4 * 630));
    expect(four?.throughput.values).toHaveLength(6);
  });

  it('has intervals that hold both what is divided and what it is divided by', () => {
    const [one, , four] = points;
    expect(four?.share.low).toBeCloseTo((2080 * 0.98) / (4 * 630 * 1.02));
    expect(four?.share.high).toBeCloseTo((2080 * 1.02) / (4 * 630 * 0.98));
    expect(four?.share.confidence).toBeCloseTo(1 - 2 * (1 - (one?.throughput.confidence ?? 0)));
  });

  it('says who was busy, and what set the pace', () => {
    const [one, , four] = points;
    expect(one?.use.worker).toBeCloseTo((630 * 0.3) / 1000 / 0.2);
    expect(one?.bottleneck).toBe('worker');
    expect(four?.containers.filter(({ name }) => name.startsWith('worker'))).toHaveLength(4);
    expect(four?.cpu.coordinator).toBeCloseTo(2.08 * 0.25 + 0.02);
    expect(four?.cpu_ms.coordinator).toBeCloseTo(0.25, 1);
    expect(fan_out).toBe(false);
    expect(model.worker.fixed).toBeCloseTo(0.3, 1);
  });

  it('counts from the smallest size where that is not one worker', () => {
    const curve = scaleCurve('insert', exampleSizes([COSTS], [2, 4]), MACHINES);
    expect(curve.points.at(-1)?.share.value).toBeCloseTo(2080 / (2 * 1222));
  });

  it('has no interval of under six runs', () => {
    const sizes = exampleSizes([COSTS]).map((size) => ({
      ...size,
      runs: new Map([...size.runs].map(([name, runs]) => [name, runs.slice(0, 3)])),
    }));
    const [, two] = scaleCurve('insert', sizes, MACHINES).points;
    expect(two?.throughput.low).toBeNull();
    expect(two?.share).toMatchObject({ low: null, confidence: null });
    expect(two?.share.value).toBeGreaterThan(0.9);
  });
});

describe('warnings', () => {
  const { curves } = exampleScale();

  it('are none where nothing was wrong', () => {
    expect(warningsFor(curves, MACHINES.cores)).toEqual([]);
  });

  it('tell of errors and of what else took the machine', () => {
    const troubled = curves.slice(0, 1).map((curve) => ({
      ...curve,
      points: curve.points.slice(0, 1).map((point) => ({
        ...point,
        errors: 3,
        use: { ...point.use, machine: 1 },
      })),
    }));
    expect(warningsFor(troubled, MACHINES.cores)).toEqual([
      'insert at 1 worker: 3 statements failed.',
      expect.stringMatching(/^insert at 1 worker: other programs of the machine took 1\.\d\d of/),
    ]);
  });
});
