import { readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc: fixed at 100 for programs on Linux (`getconf CLK_TCK`). */
const TICKS_PER_S = 100;

/** What a process has used so far. */
export interface ProcessUsage {
  /** Monotonic time of the reading, ms. */
  readonly atMs: number;
  /** CPU time in user and system mode, ms. */
  readonly cpuMs: number;
  /** Resident memory, bytes. */
  readonly memoryBytes: number;
}

/** CPU time of all threads by `/proc/<pid>/stat`, to 10 ms, in ms. */
function processTime(stat: string): number {
  // The program's name, in parentheses, may hold anything; fields count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1000;
}

/** Reads a process's usage; undefined where it is gone or the system has no /proc. */
export async function processUsage(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    const memoryKiB = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    // A process that has ended but was not waited for yet has no memory.
    if (memoryKiB === undefined) return undefined;
    return {
      atMs: performance.now(),
      cpuMs: processTime(stat),
      memoryBytes: Number(memoryKiB) * 1024,
    };
  } catch {
    return undefined;
  }
}

/** The sum of several processes' usage; undefined where none of them can be read. */
export async function processUsages(pids: readonly number[]): Promise<ProcessUsage | undefined> {
  const read = await Promise.all(pids.map(processUsage));
  const found = read.filter((usage) => usage !== undefined);
  // Without one that has ended, the sum would go down.
  if (found.length === 0 || found.length < pids.length) return undefined;
  return {
    atMs: performance.now(),
    cpuMs: found.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryBytes: found.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}
