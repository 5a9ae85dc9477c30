import type { JobRecord } from './job-record';

/** Longest time that a live chart shows, s. */
export const WINDOW_S = 600;

/** One line of a live chart. */
export interface LiveColumn {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What a live chart shows: a value of each line for each second. */
export interface LiveData {
  readonly seconds: readonly number[];
  readonly columns: readonly LiveColumn[];
}

/** The newest {@link WINDOW_S} seconds of a map, each once, without a gap. */
export function secondsOf(bySecond: ReadonlyMap<number, unknown>): number[] {
  let [first, last] = [Infinity, -Infinity];
  for (const t of bySecond.keys()) {
    first = Math.min(first, t);
    last = Math.max(last, t);
  }
  if (last < first) return [];
  first = Math.max(first, last - WINDOW_S + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Operations that ended in each second. */
export function throughputOf({ bench }: JobRecord): LiveData {
  const seconds = secondsOf(bench);
  const column = (label: string, of: 'read' | 'spatial' | 'write'): LiveColumn => ({
    label,
    values: seconds.map((t) => bench.get(t)?.ops[of] ?? null),
  });
  return {
    seconds,
    columns: [
      column('reads', 'read'),
      column('spatial reads among them', 'spatial'),
      column('writes', 'write'),
    ],
  };
}

/** Latency of the operations that ended in each second, ms. */
export function latencyOf({ bench }: JobRecord): LiveData {
  const seconds = secondsOf(bench);
  const column = (label: 'p50' | 'p99'): LiveColumn => ({
    label,
    values: seconds.map((t) => bench.get(t)?.[label] ?? null),
  });
  return { seconds, columns: [column('p50'), column('p99')] };
}

/** Statements that failed, and arrivals that were never answered. */
export function troubleOf({ bench }: JobRecord): LiveData {
  const seconds = secondsOf(bench);
  const column = (label: 'errors' | 'dropped'): LiveColumn => ({
    label,
    values: seconds.map((t) => bench.get(t)?.[label] ?? null),
  });
  return { seconds, columns: [column('errors'), column('dropped')] };
}

/** CPU of each container, percent of one core; a line for each that was seen. */
export function cpuOf({ cpu }: JobRecord): LiveData {
  const seconds = secondsOf(cpu);
  const names = new Set<string>();
  for (const t of seconds) for (const name of Object.keys(cpu.get(t) ?? {})) names.add(name);
  return {
    seconds,
    columns: [...names].sort().map((label) => ({
      label,
      values: seconds.map((t) => cpu.get(t)?.[label] ?? null),
    })),
  };
}

/** Acknowledged writes of each worker group of a chaos run, and all that were not. */
export function chaosWritesOf({ chaos, begun }: JobRecord): LiveData {
  const seconds = secondsOf(chaos);
  const groups = begun?.type === 'load' ? begun.groups : [];
  return {
    seconds,
    columns: [
      ...groups.map((group) => ({
        label: group === 0 ? 'writes' : `worker ${group}`,
        values: seconds.map((t) => chaos.get(t)?.writes[String(group)]?.acked ?? null),
      })),
      {
        label: 'not acknowledged',
        values: seconds.map((t) => {
          const writes = chaos.get(t)?.writes;
          return writes === undefined ? null : Object.values(writes).reduce(addTrouble, 0);
        }),
      },
    ],
  };
}

/** Answered reads of each endpoint of a chaos run, and all that were not. */
export function chaosReadsOf({ chaos }: JobRecord): LiveData {
  const seconds = secondsOf(chaos);
  const acked = (label: string, of: 'write' | 'read'): LiveColumn => ({
    label,
    values: seconds.map((t) => chaos.get(t)?.reads[of].acked ?? null),
  });
  return {
    seconds,
    columns: [
      acked('at the write endpoint', 'write'),
      acked('at the read endpoint', 'read'),
      {
        label: 'not answered',
        values: seconds.map((t) => {
          const reads = chaos.get(t)?.reads;
          return reads === undefined ? null : addTrouble(addTrouble(0, reads.write), reads.read);
        }),
      },
    ],
  };
}

interface Tally {
  readonly failed: number;
  readonly unknown: number;
  readonly dropped: number;
}

function addTrouble(sum: number, { failed, unknown, dropped }: Tally): number {
  return sum + failed + unknown + dropped;
}
