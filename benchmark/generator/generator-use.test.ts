import { describe, expect, it } from 'vitest';
import { generatorMemory, generatorUse, type GeneratorReading } from './generator-use';

const START_MS = 1_000_000;

/** Half a core, a reading every half second from two seconds before the measured time. */
const READINGS = Array.from({ length: 12 }, (_, i): GeneratorReading => {
  const atMs = (i - 4) * 500;
  return {
    atMs: START_MS + atMs,
    k6: { atMs, cpuMs: atMs < 0 ? 0 : atMs / 2, memoryBytes: 1000 + i },
    runnerBytes: 2000 + i,
  };
});

describe('what the load generator used', () => {
  it('leaves the warm-up out', () => {
    expect(generatorUse(READINGS, START_MS, 8)).toMatchObject({ cpu_pct: 50, memory_bytes: 1011 });
    expect(generatorUse(READINGS.slice(0, 4), START_MS, 8)).toMatchObject({ cpu_pct: null });
  });

  it('has its memory by the second, and gaps where nothing was read', () => {
    const gap = READINGS.filter(({ atMs }) => atMs < START_MS + 1000 || atMs >= START_MS + 2000);
    expect(generatorMemory(gap, START_MS, 5)).toEqual({
      k6_memory_bytes: [1005, null, 1009, 1011, null],
      runner_memory_bytes: [2005, null, 2009, 2011, null],
    });
  });

  it('is unknown of a k6 elsewhere', () => {
    const elsewhere = READINGS.map((reading) => ({ ...reading, k6: undefined }));
    expect(generatorMemory(elsewhere, START_MS, 1)).toEqual({
      k6_memory_bytes: [null],
      runner_memory_bytes: [2005],
    });
  });
});
