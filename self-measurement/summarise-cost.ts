import { median } from 'simple-statistics';
import { medianInterval } from '../compare/statistics/median-interval';
import type { CpuReading } from './cpu-reading';

/** A time in which the collectors worked, or rested. */
export interface Block {
  readonly on: boolean;
  /** ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly before: CpuReading;
  readonly after: CpuReading;
  /** How often each container was looked at. */
  readonly looks: number;
}

/** Statements that ended in each second of a run. */
export interface RunSeconds {
  /** Begin of the first, ms since 1970. */
  readonly startMs: number;
  readonly counts: readonly number[];
}

/** The median of the rounds. */
export interface CostFigure {
  readonly median: number;
  /** Where the true one lies with 95 % confidence; null with fewer than 6 rounds. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** What collecting evidence takes at one look a second. */
export interface EvidenceCost {
  readonly rounds: number;
  /** CPU time of the collectors in percent of all that the machine uses meanwhile. */
  readonly cpuPct: CostFigure;
  /** The same in ms a second, by who used it; medians of the rounds. */
  readonly cpuMsPerS: {
    /** The benchmark's own process. */
    readonly own: number;
    /** Relays and database sessions. */
    readonly serving: number;
    /** The container engine. */
    readonly engine: number;
  };
  /** Percent of the throughput. Below 0 where chance had its way. */
  readonly throughputPct: CostFigure;
}

/** Blocks of a round: on and off twice, so that a steady drift befalls both alike. */
export const BLOCKS = 4;

/**
 * Whether the collectors work in a block: off on on off, then on off off on, and again.
 *
 * @param block from 0
 */
export function isOnIn(block: number): boolean {
  const place = block % (2 * BLOCKS);
  return [1, 2, 4, 7].includes(place);
}

/**
 * The cost over the whole rounds among the blocks. Each round is a pair: its two blocks with
 * collectors against its two without.
 *
 * @param blocks in their order, beginning with that of number 0
 */
export function summariseCost(blocks: readonly Block[], seconds: RunSeconds): EvidenceCost {
  const rounds = Array.from({ length: Math.floor(blocks.length / BLOCKS) }, (_, i) =>
    blocks.slice(i * BLOCKS, (i + 1) * BLOCKS),
  ).map((round) => ({ cpu: cpuOf(round), lost: lostThroughput(round, seconds) }));
  const middle = (of: (cpu: RoundCpu) => number): number =>
    figure(rounds.map(({ cpu }) => of(cpu))).median;
  return {
    rounds: rounds.length,
    cpuPct: figure(rounds.map(({ cpu }) => cpu.pct)),
    cpuMsPerS: {
      own: middle(({ own }) => own),
      serving: middle(({ serving }) => serving),
      engine: middle(({ engine }) => engine),
    },
    throughputPct: figure(rounds.flatMap(({ lost }) => lost ?? [])),
  };
}

/** The collectors' CPU time, ms a second, and in percent of the machine's. */
interface RoundCpu {
  readonly own: number;
  readonly serving: number;
  readonly engine: number;
  readonly pct: number;
}

function cpuOf(round: readonly Block[]): RoundCpu {
  const rate = (on: boolean, of: keyof CpuReading): number => {
    const blocks = round.filter((block) => block.on === on);
    const used = blocks.reduce((sum, { before, after }) => sum + after[of] - before[of], 0);
    const tookMs = blocks.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    return (1000 * used) / tookMs;
  };
  // What also works without collectors counts by the difference.
  const hurry = looksPerS(round);
  const own = (rate(true, 'own') - rate(false, 'own')) / hurry;
  const engine = (rate(true, 'engine') - rate(false, 'engine')) / hurry;
  const serving = rate(true, 'serving') / hurry;
  return { own, serving, engine, pct: (100 * (own + engine + serving)) / rate(true, 'machine') };
}

/** Looks a second while the collectors work; those that a busy machine left out don't count. */
function looksPerS(round: readonly Block[]): number {
  const working = round.filter(({ on }) => on);
  const looks = working.reduce((sum, block) => sum + block.looks, 0);
  return (1000 * looks) / working.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** Percent of the throughput; undefined where no whole second lies in the blocks. */
function lostThroughput(
  round: readonly Block[],
  { startMs, counts }: RunSeconds,
): number | undefined {
  const rate = (on: boolean): number => {
    const within = counts.filter((_, t) => {
      const [from, to] = [startMs + t * 1000, startMs + (t + 1) * 1000];
      return round.some((block) => block.on === on && block.fromMs <= from && block.toMs >= to);
    });
    return within.reduce((sum, count) => sum + count, 0) / within.length;
  };
  const lost = (100 * (1 - rate(true) / rate(false))) / looksPerS(round);
  return Number.isFinite(lost) ? lost : undefined;
}

function figure(values: readonly number[]): CostFigure {
  const sorted = [...values].sort((a, b) => a - b);
  const interval = medianInterval(sorted);
  return {
    median: sorted.length === 0 ? NaN : median(sorted),
    interval: interval === null ? null : [interval.low, interval.high],
  };
}
