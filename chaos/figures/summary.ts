import { sumCounts } from './figures';
import type { FaultSummary, RoundResult } from '../../results/chaos-result';

/** A figure of a round as it is summed up; less is better for all of them. */
export interface FigureColumn {
  readonly name: string;
  /** Heading in the table. */
  readonly title: string;
  readonly unit: 's' | 'number';
  /** Seconds or a number; null where the round has none. */
  readonly of: (round: RoundResult) => number | null;
}

const seconds = (ms: number | null): number | null =>
  ms === null ? null : Math.round(ms / 10) / 100;

/** Writes and reads together; a transfer has no retry and is no judge of an outage. */
function clientCounts({ figures: { counts } }: RoundResult) {
  return sumCounts([counts.write, counts['read-at-write'], counts['read-at-read']]);
}

/** The figures of a round, in the order of the table. */
export const FIGURES: readonly FigureColumn[] = [
  {
    name: 'seconds_without_writes',
    title: 'no writes',
    unit: 's',
    of: ({ figures }) => seconds(figures.withoutWritesMs),
  },
  {
    name: 'seconds_without_reads_at_write',
    title: 'no reads (write)',
    unit: 's',
    of: ({ figures }) => seconds(figures.withoutReadsMs.write),
  },
  {
    name: 'seconds_without_reads_at_read',
    title: 'no reads (read)',
    unit: 's',
    of: ({ figures }) => seconds(figures.withoutReadsMs.read),
  },
  { name: 'failed', title: 'failed', unit: 'number', of: (round) => clientCounts(round).failed },
  { name: 'unknown', title: 'unknown', unit: 'number', of: (round) => clientCounts(round).unknown },
  { name: 'dropped', title: 'dropped', unit: 'number', of: (round) => clientCounts(round).dropped },
  {
    name: 'failed_after_retry',
    title: 'after retry',
    unit: 'number',
    of: (round) => clientCounts(round).failedAfterRetry,
  },
  { name: 'lost', title: 'lost', unit: 'number', of: ({ lost_rows }) => lost_rows },
  { name: 'appeared', title: 'appeared', unit: 'number', of: ({ appeared_rows }) => appeared_rows },
  {
    name: 'seconds_to_redundancy',
    title: 'redundant',
    unit: 's',
    of: ({ redundant_after_ms }) => seconds(redundant_after_ms),
  },
  {
    name: 'first_error_s',
    title: 'first error',
    unit: 's',
    of: ({ figures }) => seconds(figures.firstErrorMs),
  },
  {
    name: 'last_error_s',
    title: 'last error',
    unit: 's',
    of: ({ figures }) => seconds(figures.lastErrorMs),
  },
];

/** Median and worst of each fault on each target, in the order of their first rounds. */
export function summarise(rounds: readonly RoundResult[]): FaultSummary[] {
  const kinds = new Map<string, RoundResult[]>();
  for (const round of rounds) {
    const kind = `${round.fault} ${round.target}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), round]);
  }
  return [...kinds.values()].map((same) => ({
    fault: same[0]?.fault ?? '',
    target: same[0]?.target ?? '',
    rounds: same.length,
    figures: Object.fromEntries(
      FIGURES.map(({ name, of }) => {
        const values = same.map(of).filter((value) => value !== null);
        const known = values.length > 0;
        return [name, known ? { median: median(values), worst: Math.max(...values) } : null];
      }),
    ),
  }));
}

/** The middle value; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return Math.round(((low + high) / 2) * 100) / 100;
}
