import { readdirSync, readFileSync } from 'node:fs';
import { processTime, TICKS_PER_S } from '../benchmark/generator/process-usage';

/** Programs of the container engine, which carries the collectors' sessions. */
const ENGINE = /^(dockerd|containerd|containerd-shim.*)$/;

/** CPU time that has been used so far, ms. */
export interface CpuReading {
  /** By this process, which takes the load's samples as well. */
  readonly own: number;
  /** By the container engine, for whatever reason. */
  readonly engine: number;
  /** By processes that serve the collectors alone: relays and database sessions. */
  readonly serving: number;
  /** By everything on this machine. */
  readonly machine: number;
}

/**
 * Reads what was used so far.
 *
 * @param serving process ids of what serves the collectors alone
 * @throws Error where the system has no /proc
 */
export function readCpu(serving: readonly number[]): CpuReading {
  const { user, system } = process.cpuUsage();
  return {
    own: (user + system) / 1000,
    engine: sum(engineStats().map(processTime)),
    serving: sum(serving.map(exactTimeOf)),
    machine: machineTime(readFileSync('/proc/stat', 'utf8')),
  };
}

/** Busy time of all processors in `/proc/stat`, ms: neither idle, nor waiting for a disk, nor stolen. */
export function machineTime(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    /^cpu +(.*)$/m.exec(stat)?.[1] ?? ''
  )
    .split(' ')
    .map(Number);
  return ((user + nice + system + irq + softirq) / TICKS_PER_S) * 1000;
}

/** The host's ids of processes by their ids inside their containers. */
export function hostPids(candidates: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of candidates) {
    const inside = /^NSpid:.*\s(\d+)$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1];
    if (inside !== undefined) found.set(Number(inside), pid);
  }
  return found;
}

/** `/proc/<pid>/stat` of the engine's processes. */
function engineStats(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => ENGINE.test(readOrEmpty(`/proc/${pid}/comm`).trim()))
    .map((pid) => readOrEmpty(`/proc/${pid}/stat`))
    .filter((stat) => stat !== '');
}

/** Of the first thread, exact: the scheduler's own count of nanoseconds. */
function exactTimeOf(pid: number): number {
  return Number(readOrEmpty(`/proc/${pid}/schedstat`).split(' ')[0] ?? 0) / 1e6;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended.
    return '';
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
