import { availableParallelism } from 'node:os';

/** Share of its cores above which the load generator, not the database, sets the pace. */
const BOUND_SHARE = 0.8;

/**
 * Cores that the load generator can use: those that the system gives this process and so its
 * children (affinity), Go's own limit, and one for each virtual user, which runs one statement at a
 * time.
 *
 * @param vus virtual users
 * @param goMaxProcs `GOMAXPROCS` as it is set, where it is
 * @param available cores that a process may run on; default those of this one
 */
export function usableCores(
  vus: number,
  goMaxProcs: string | undefined = process.env['GOMAXPROCS'],
  available: number = availableParallelism(),
): number {
  const limit = Number(goMaxProcs);
  return Math.max(1, Math.min(vus, available, limit > 0 ? limit : Infinity));
}

/**
 * Whether the load generator was short of CPU time, so that the figures are its own.
 *
 * @param cpuPct what it used, in percent of one core; null where that is unknown
 * @returns null where it can't be told
 */
export function isGeneratorBound(cpuPct: number | null, cores: number): boolean | null {
  return cpuPct === null ? null : cpuPct > BOUND_SHARE * cores * 100;
}
