import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that got the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks since boot; null where the system does not tell. */
  readonly startTicks: string | null;
}

/** A process that runs; by default this one. */
export function identityOf(pid: number = process.pid): ProcessIdentity {
  return { pid, startTicks: startTicks(pid) };
}

/** Whether a process still runs. */
export function isRunning({ pid, startTicks: known }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It may be another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startTicks(pid);
  return known === null || now === null || known === now;
}

/** Field 22 of `/proc/PID/stat`; the command's name before it may hold spaces and brackets. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
