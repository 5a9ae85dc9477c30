import { cpus } from 'node:os';

/** How often the machine is looked at, ms. */
const INTERVAL_MS = 500;

/** CPU time of all cores together since boot, ms, at one moment. */
interface Reading {
  readonly atMs: number;
  readonly busy: number;
  readonly all: number;
}

/** Watches how busy this machine's cores are, whoever takes them. */
export class HostUsage {
  private readonly readings: Reading[] = [read()];
  private readonly timer = setInterval(() => this.readings.push(read()), INTERVAL_MS);

  stop(): void {
    clearInterval(this.timer);
  }

  /** Share of all cores in a span of time, ms since 1970, from 0 to 1; null where it was not watched. */
  share(fromMs: number, toMs: number): number | null {
    const within = this.readings.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    const [first, last] = [within[0], within.at(-1)];
    if (first === undefined || last === undefined || last.all <= first.all) return null;
    return (last.busy - first.busy) / (last.all - first.all);
  }
}

function read(): Reading {
  const all = cpus().map(({ times }) => times);
  const sum = (of: (times: (typeof all)[number]) => number): number =>
    all.reduce((total, times) => total + of(times), 0);
  const busy = sum(({ user, nice, sys, irq }) => user + nice + sys + irq);
  return { atMs: Date.now(), busy, all: busy + sum(({ idle }) => idle) };
}
