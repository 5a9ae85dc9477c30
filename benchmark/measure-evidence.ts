import { median } from 'simple-statistics';
import { UserError } from '../cli/user-error';
import { measureThroughput, type ThroughputRun } from './measure-throughput';
import { medianInterval } from './statistics/median-interval';

/** What collecting evidence takes from the throughput. */
export interface EvidenceCost {
  readonly scenario: string;
  readonly rounds: readonly EvidenceRound[];
  /** Percent of the throughput; the median over the rounds. Below 0 where chance had its way. */
  readonly costPct: number;
  /** Where the median lies with 95 % confidence, percent; null with fewer than 6 rounds. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** Operations a second of two runs in a row. */
export interface EvidenceRound {
  readonly without: number;
  readonly with: number;
}

/** How the cost is measured. */
export interface EvidenceCostOptions extends Omit<ThroughputRun, 'warmupS' | 'evidence'> {
  readonly rounds: number;
  /** Takes a line a round. */
  readonly print: (text: string) => void;
}

/**
 * Runs a scenario with and without evidence in turns, so that whatever else the machine does befalls
 * both. The first of a round alternates.
 *
 * @throws UserError if it is stopped before a round is complete
 */
export async function measureEvidence(options: EvidenceCostOptions): Promise<EvidenceCost> {
  const rounds: EvidenceRound[] = [];
  for (let number = 1; number <= options.rounds; number += 1) {
    const first = number % 2 === 0;
    const rates = [await run(first, options), await run(!first, options)] as const;
    if (options.signal.aborted) break;
    const round = first
      ? { with: rates[0], without: rates[1] }
      : { with: rates[1], without: rates[0] };
    rounds.push(round);
    options.print(
      `round ${number}: ${perSecond(round.without)} without, ${perSecond(round.with)} with evidence, cost ${costOf(round).toFixed(1)} %`,
    );
  }
  if (rounds.length === 0) throw new UserError('stopped before a round was complete');
  return summariseCost(options.scenario, rounds);
}

/** The cost over the rounds, at least one. */
export function summariseCost(scenario: string, rounds: readonly EvidenceRound[]): EvidenceCost {
  const costs = rounds.map(costOf).sort((a, b) => a - b);
  const interval = medianInterval(costs);
  return {
    scenario,
    rounds,
    costPct: median(costs),
    interval: interval === null ? null : [interval.low, interval.high],
  };
}

function costOf(round: EvidenceRound): number {
  return 100 * (1 - round.with / round.without);
}

function perSecond(rate: number): string {
  return `${rate.toLocaleString('en', { maximumFractionDigits: rate < 100 ? 1 : 0 })}/s`;
}

async function run(evidence: boolean, options: EvidenceCostOptions): Promise<number> {
  if (options.signal.aborted) return NaN;
  return measureThroughput({ ...options, warmupS: 2, evidence });
}
