import type { Figure } from '../../compare/figure';
import { judge, type JudgedFigure, type Verdict as Judgement } from '../../compare/judge';
import type { ScenarioSide } from '../../compare/side';
import { summariseSample } from '../../compare/statistics/sample-summary';
import type { Metrics } from '../../results/metrics';
import type { Against, Measured } from './verdict-file';

/** What is measured as one, a statement or a transaction, and its part of what was recorded. */
export interface ReplayedOperation {
  readonly name: string;
  readonly weight: number;
}

/** What runs say of operations, by their names, and of all of them together. */
export interface Judged {
  /** In the order of the sides. */
  readonly operations: ReadonlyMap<string, readonly Measured[]>;
  /** Mean time a call, ms; by side. */
  readonly msPerCall: readonly (number | null)[];
  /** The same of each further side against the first. */
  readonly all: readonly Against[];
  /** Names of operations that some run did not draw, and `msPerCall` is without. */
  readonly unseen: readonly string[];
}

const WORDS: Readonly<Partial<Record<Judgement, Against['word']>>> = {
  ...{ faster: 'gains', slower: 'loses' },
  ...{ 'no evidence': 'no evidence', 'too few runs': 'too few runs' },
};

/**
 * Judges each side against the first: p50 of each operation, corrected over the operations, and the time of all
 * calls, by the statistics of `npm run compare`.
 *
 * @param sides runs of each stack, at least one a stack
 */
export function judgeOperations(
  sides: readonly ScenarioSide[],
  operations: readonly ReplayedOperation[],
): Judged {
  const runs = sides.map((side) => side.runs.map(({ metrics }) => metrics));
  const isSeen = ({ name }: ReplayedOperation): boolean =>
    runs.flat().every((run) => latencyOf(run, name)?.avg != null);
  const figures = [
    perCall(operations.filter(isSeen)),
    ...operations.map(({ name }) => p50Of(name)),
  ];
  const [first = [], ...others] = runs;
  const judged = others.map((other) =>
    judge(
      figures.map((figure) => ({
        ...{ figure, spread: null, invalid: null },
        ...{ baseline: first.map(figure.of), other: other.map(figure.of) },
      })),
    ),
  );
  const [all] = figures;
  return {
    operations: new Map(
      operations.map(({ name }, i) => [
        name,
        sides.map(({ label: stack }, at) => ({
          stack,
          p50: medianOf(runs[at] ?? [], (run) => latencyOf(run, name)?.p50 ?? null),
          p99: medianOf(runs[at] ?? [], (run) => latencyOf(run, name)?.p99 ?? null),
          against: at === 0 ? null : againstOf(judged[at - 1]?.[i + 1]),
        })),
      ]),
    ),
    msPerCall: runs.map((of) => (all === undefined ? null : medianOf(of, all.of))),
    all: judged.map(([one]) => againstOf(one)),
    unseen: operations.filter((one) => !isSeen(one)).map(({ name }) => name),
  };
}

/** The median over runs; null where one has none. */
export function medianOf(
  runs: readonly Metrics[],
  of: (run: Metrics) => number | null,
): number | null {
  const values = runs.map(of).filter((value) => value !== null);
  return values.length < runs.length || values.length === 0 ? null : summariseSample(values).median;
}

function latencyOf({ queries }: Metrics, operation: string) {
  return queries.find(({ name }) => name === operation)?.latency_ms;
}

const LATENCY = { kind: 'latency', unit: 'ms', better: 'lower' } as const;

function p50Of(operation: string): Figure {
  return {
    ...{ ...LATENCY, id: `operation.${operation}.p50`, label: 'p50', operation },
    family: 'operations',
    of: (run) => latencyOf(run, operation)?.p50 ?? null,
  };
}

function perCall(operations: readonly ReplayedOperation[]): Figure {
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0);
  return {
    ...{ ...LATENCY, id: 'calls', label: 'time a call', operation: null, family: 'headline' },
    of: (run) =>
      weights === 0
        ? null
        : operations.reduce(
            (sum, { name, weight }) => sum + weight * (latencyOf(run, name)?.avg ?? 0),
            0,
          ) / weights,
  };
}

function againstOf(judged: JudgedFigure | undefined): Against {
  const { change = null, baseline, other, verdict = 'not compared', reason = '' } = judged ?? {};
  const [ours, theirs] = [baseline?.interval, other?.interval];
  return {
    ratio: change === null ? null : 1 + change,
    interval:
      ours && theirs && ours.low > 0 ? [theirs.low / ours.high, theirs.high / ours.low] : null,
    word: WORDS[verdict] ?? 'not measured',
    reason,
  };
}
