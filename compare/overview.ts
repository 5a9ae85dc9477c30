import type { Comparison, ScenarioComparison } from './compare';
import type { JudgedFigure, Verdict } from './judge';

/** One side's value of a figure. */
export interface OverviewCell {
  readonly median: number | null;
  /** Relative to the first side's; null for the first. */
  readonly change: number | null;
  readonly verdict: Verdict | null;
  /** Whether no other side's median is better. */
  readonly best: boolean;
}

/** One figure over all sides. */
export interface OverviewRow {
  readonly scenario: string;
  readonly figure: JudgedFigure['figure'];
  /** By side, the first is the baseline. */
  readonly cells: readonly OverviewCell[];
}

/**
 * All sides side by side: throughput and cost of each scenario, and the median latency of each of
 * its operations, or of its class where there is but one operation.
 */
export function overview({ scenarios }: Comparison): OverviewRow[] {
  return scenarios.flatMap((comparison) => {
    const figures = comparison.pairs[0]?.figures ?? [];
    const ofOperations = figures.filter(({ figure }) => /^operation\..*\.p50$/.test(figure.id));
    const ofClasses = figures.filter(({ figure }) => /^latency\..*\.p50$/.test(figure.id));
    const throughput = figures.filter(({ figure }) => figure.id === 'throughput.total');
    const costs = figures.filter(({ figure }) => figure.kind === 'cost');
    const latencies = ofOperations.length > 0 ? ofOperations : ofClasses;
    return [...throughput, ...costs, ...latencies].map(({ figure }) => row(comparison, figure));
  });
}

function row({ scenario, pairs }: ScenarioComparison, figure: JudgedFigure['figure']): OverviewRow {
  const judged = pairs.map(({ figures }) => figures.find((one) => one.figure.id === figure.id));
  const cells = [
    { median: judged[0]?.baseline?.median ?? null, change: null, verdict: null },
    ...judged.map((one) => ({
      median: one?.other?.median ?? null,
      change: one?.change ?? null,
      verdict: one?.verdict ?? null,
    })),
  ];
  const medians = cells.flatMap(({ median }) => median ?? []);
  const best = figure.better === 'higher' ? Math.max(...medians) : Math.min(...medians);
  return {
    scenario,
    figure,
    cells: cells.map((cell) => ({ ...cell, best: cell.median === best })),
  };
}
