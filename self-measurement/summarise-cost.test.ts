import { describe, expect, it } from 'vitest';
import { machineTime, readCpu } from './cpu-reading';
import { BLOCKS, isOnIn, summariseCost, type Block, type RunSeconds } from './summarise-cost';

const BLOCK_S = 4;

/** Looks a second of collectors at work. */
const HURRY = 20;

/** CPU time of one second, ms. */
const RESTING = { own: 30, engine: 20, serving: 0, machine: 2000 };

/** Blocks of a machine whose collectors take some ms a look, and its throughput by second. */
function measured(
  rounds: number,
  {
    own = 0,
    engine = 0,
    serving = 0,
    rate = () => 1000,
    lost = 0,
  }: Partial<typeof RESTING> & { rate?: (second: number) => number; lost?: number },
): [Block[], RunSeconds] {
  const total = { own: 0, engine: 0, serving: 0, machine: 0 };
  const counts: number[] = [];
  const blocks = Array.from({ length: rounds * BLOCKS }, (_, number): Block => {
    const on = isOnIn(number);
    const before = { ...total };
    const share = on ? 1 : 0;
    total.own += BLOCK_S * (RESTING.own + share * HURRY * own);
    total.engine += BLOCK_S * (RESTING.engine + share * HURRY * engine);
    total.serving += BLOCK_S * share * HURRY * serving;
    total.machine += BLOCK_S * RESTING.machine;
    for (let second = 0; second < BLOCK_S; second += 1) {
      counts.push(rate(counts.length) * (1 - share * HURRY * lost));
    }
    const fromMs = number * BLOCK_S * 1000;
    return {
      on,
      fromMs,
      toMs: fromMs + BLOCK_S * 1000,
      before,
      after: { ...total },
      looks: on ? HURRY * BLOCK_S : 0,
    };
  });
  return [blocks, { startMs: 0, counts }];
}

describe('the turns of collectors', () => {
  it('give each round two blocks of work and two of rest, around the same middle', () => {
    for (const round of [0, 1, 2, 3]) {
      const numbers = Array.from({ length: BLOCKS }, (_, i) => round * BLOCKS + i);
      const mean = (on: boolean) =>
        numbers.filter((n) => isOnIn(n) === on).reduce((a, b) => a + b, 0) / 2;
      expect(numbers.filter(isOnIn)).toHaveLength(2);
      expect(mean(true)).toBe(mean(false));
    }
  });
});

describe('the cost of evidence', () => {
  it('is the CPU time that collectors add, in percent of all', () => {
    const cost = summariseCost(...measured(6, { own: 10, engine: 6, serving: 4 }));
    expect(cost.rounds).toBe(6);
    expect(cost.cpuPct.median).toBeCloseTo(1);
    expect(cost.cpuPct.interval).toEqual([expect.closeTo(1), expect.closeTo(1)]);
    expect(cost.cpuMsPerS.own).toBeCloseTo(10);
    expect(cost.cpuMsPerS.engine).toBeCloseTo(6);
    expect(cost.cpuMsPerS.serving).toBeCloseTo(4);
    expect(cost.throughputPct.median).toBeCloseTo(0);
  });

  it('is what the throughput lacks, however it drifts', () => {
    const drifting = (second: number): number => 1000 + 2 * second;
    const { throughputPct } = summariseCost(...measured(8, { rate: drifting, lost: 0.02 }));
    expect(throughputPct.median).toBeGreaterThan(1.9);
    expect(throughputPct.median).toBeLessThan(2.1);
  });

  it('counts whole rounds alone, and no second that lies in two blocks', () => {
    const [blocks, { counts }] = measured(2, { lost: 0.02 });
    const shifted = { startMs: -500, counts: [0, ...counts] };
    const cost = summariseCost(blocks.slice(0, -1), shifted);
    expect(cost.rounds).toBe(1);
    expect(cost.cpuPct.interval).toBeNull();
    // Shifted by half a second, each change of turns has a second that is neither.
    expect(cost.throughputPct.median).toBeGreaterThan(0);
  });

  it('is unknown for a load without a second in the blocks', () => {
    const [blocks] = measured(1, {});
    expect(summariseCost(blocks, { startMs: 0, counts: [] }).throughputPct.median).toBeNaN();
  });
});

describe('a reading of the CPU time', () => {
  it('leaves out what the machine idled, waited and lost to others', () => {
    const stat = 'cpu  100 10 50 9999 888 5 5 777 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(machineTime(stat)).toBe(1700);
  });

  // A busy machine may take long to give it that much CPU time.
  it.runIf(process.platform === 'linux')(
    'grows with the work of this process',
    { timeout: 60_000 },
    () => {
      const before = readCpu([process.pid]);
      const busyUntil = process.cpuUsage().user + 200_000;
      while (process.cpuUsage().user < busyUntil);
      const after = readCpu([process.pid]);
      expect(after.own - before.own).toBeGreaterThan(190);
      expect(after.serving - before.serving).toBeGreaterThan(150);
      expect(after.machine - before.machine).toBeGreaterThan(100);
    },
  );
});
