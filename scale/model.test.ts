import { describe, expect, it } from 'vitest';
import type { ByPart } from '../results/scale-result';
import { cpuTimes, demandAt, fitDemand } from './demand';
import { bottleneckOf, fitModel, type SizeFigures } from './model';

const NOTHING: ByPart = { worker: 0, coordinator: 0, other: 0, generator: 0 };
const MACHINES = { workerCpus: 0.2, cores: 2 };

/** Sizes whose workers are always full. */
function fullWorkers(counts: readonly number[], ms: (workers: number) => ByPart): SizeFigures[] {
  return counts.map((workers) => ({
    workers,
    throughput: (1000 * 0.2 * workers) / ms(workers).worker,
    cpuMs: ms(workers),
    atRest: NOTHING,
  }));
}

describe('CPU time of a statement', () => {
  it('is cores beyond those at rest by statements a second', () => {
    const busy = { worker: 0.4, coordinator: 0.3, other: 0.1, generator: 0.2 };
    const atRest = { worker: 0, coordinator: 0.1, other: 0.2, generator: 0 };
    const ms = cpuTimes(busy, atRest, 100);
    expect(ms.worker).toBeCloseTo(4);
    expect(ms.coordinator).toBeCloseTo(2);
    expect(ms.other).toBe(0);
    expect(cpuTimes(busy, atRest, 0)).toEqual(NOTHING);
  });

  it('is the same at each size for one shard, and a line for all', () => {
    expect(fitDemand([1, 2, 4], [3, 4, 5], false)).toEqual({ fixed: 4, per_worker: 0 });
    const line = fitDemand([1, 2, 4], [3, 5, 9], true);
    expect(line.fixed).toBeCloseTo(1);
    expect(line.per_worker).toBeCloseTo(2);
    expect(demandAt(line, 8)).toBeCloseTo(17);
  });

  it('neither falls with the size nor begins below nothing', () => {
    expect(fitDemand([1, 2, 4], [5, 4, 3], true)).toEqual({ fixed: 4, per_worker: 0 });
    const steep = fitDemand([2, 4], [1, 5], true);
    expect(steep.fixed).toBe(0);
    expect(steep.per_worker).toBeCloseTo(1.1);
  });
});

describe('the model', () => {
  it('predicts the size that was held back from the smaller ones', () => {
    const ms = { worker: 0.32, coordinator: 0.1, other: 0.05, generator: 0.05 };
    const { held_back: held, efficiency } = fitModel(
      fullWorkers([1, 2, 4], () => ms),
      false,
      MACHINES,
    );
    expect(efficiency).toBeCloseTo(1);
    expect(held).toMatchObject({ workers: 4 });
    expect(held?.error).toBeCloseTo(0);
  });

  it('tells how far it was off where the largest does less than it allows', () => {
    const ms = { worker: 0.32, coordinator: 0.1, other: 0.05, generator: 0.05 };
    const sizes = fullWorkers([1, 2, 4], () => ms);
    const worse = sizes.map((size) =>
      size.workers === 4 ? { ...size, throughput: size.throughput / 1.25 } : size,
    );
    expect(fitModel(worse, false, MACHINES).held_back?.error).toBeCloseTo(0.25);
  });

  it('knows that all share a machine', () => {
    // Four workers could serve 4,000/s, whose coordinator and generator would take 4 cores.
    const ms = { worker: 0.2, coordinator: 0.5, other: 0.1, generator: 0.4 };
    const { held_back: held } = fitModel(
      fullWorkers([1, 4], () => ms),
      false,
      MACHINES,
    );
    expect(held?.predicted).toBeCloseTo(2000 / 1.2);
  });

  it('has no error of its own where there is one size alone', () => {
    const sizes = fullWorkers([1], () => ({ ...NOTHING, worker: 1 }));
    expect(fitModel(sizes, false, MACHINES).held_back).toBeNull();
  });

  it('finds the limit of larger clusters: the coordinator, unless every node is entered by', () => {
    const ms = { worker: 0.8, coordinator: 0.2, other: 0, generator: 0 };
    const model = fitModel(
      fullWorkers([1, 2, 4], () => ms),
      false,
      MACHINES,
    );
    expect(model.coordinator_full_at).toBeCloseTo(4);
    const at = (workers: number, cpu: number | null) =>
      model.predictions.find((one) => one.workers === workers && one.coordinator_cpu === cpu);
    expect(at(8, 1)?.speedup).toBeCloseTo(4);
    expect(at(8, 1)?.limit).toBe('coordinator');
    expect(at(8, 8)?.speedup).toBeCloseTo(8);
    expect(at(8, 8)?.limit).toBe('worker');
    expect(at(100, 8)?.speedup).toBeCloseTo(32);
    expect(at(100, null)?.speedup).toBeCloseTo(80);
  });

  it('finds where a coordinator is full whose work grows with the workers', () => {
    const model = fitModel(
      fullWorkers([1, 2, 4], (workers) => ({
        ...NOTHING,
        worker: 10,
        coordinator: 0.5 + 0.5 * workers,
      })),
      true,
      MACHINES,
    );
    const full = model.coordinator_full_at ?? 0;
    // n workers serve n / 10, the coordinator 1 / (0.5 + 0.5 n).
    expect(full / 10).toBeCloseTo(1 / (0.5 + 0.5 * full));
  });
});

describe('the bottleneck', () => {
  const use = { worker: 0.5, coordinator: 0.4, generator: 0.2, machine: 0.6 };

  it.each([
    [{ worker: 0.97 }, 'worker'],
    [{ worker: 0.85, machine: 0.99 }, 'machine'],
    [{ coordinator: 0.9 }, 'coordinator'],
    [{ generator: 0.9 }, 'generator'],
    [{}, 'none'],
  ] as const)('%j is %s', (change, limit) => {
    expect(bottleneckOf({ ...use, ...change })).toBe(limit);
  });
});
