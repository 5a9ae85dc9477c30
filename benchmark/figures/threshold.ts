import type { Operation } from '../../k6-scripts/lib/operation';

/** Latency figures that a threshold can be on. */
export const LATENCY_NAMES = ['p50', 'p90', 'p95', 'p99', 'p999', 'avg', 'max'] as const;

/** Classes of operations that a threshold can be on; reads include the spatial ones. */
export const CLASS_NAMES = ['read', 'write', 'spatial'] as const;

/** A latency figure that a threshold can be on. */
export type LatencyName = (typeof LATENCY_NAMES)[number];

/** A figure that a threshold can be on. */
export type MetricName = LatencyName | 'throughput' | 'errors' | 'error_rate' | 'dropped';

type Operator = '>' | '>=' | '<' | '<=';

/** Units of a metric and what one of them is in the unit that is stored (the first). */
const UNITS: Readonly<
  Record<'latency' | Exclude<MetricName, LatencyName>, Record<string, number>>
> = {
  latency: { ms: 1, s: 1000, us: 0.001 },
  throughput: { 'ops/s': 1 },
  errors: { '': 1 },
  error_rate: { '%': 1 },
  dropped: { '': 1 },
};

/** A condition that a run must not meet, as of `--fail-if`. */
export interface Threshold {
  /** As it was written. */
  readonly expression: string;
  /** A class or an operation; null for all statements. */
  readonly of: string | null;
  readonly metric: MetricName;
  readonly operator: Operator;
  /** In {@link unit}. */
  readonly limit: number;
  /** `ms`, `ops/s`, `%`, or empty for a count. */
  readonly unit: string;
}

/** What is wrong with a threshold, in words that tell what is allowed. */
export class ThresholdError extends Error {}

const METRICS: readonly MetricName[] = [
  ...LATENCY_NAMES,
  ...(['throughput', 'errors', 'error_rate', 'dropped'] as const),
];

/**
 * Parses a threshold: `p99>50ms`, `write.p95>=20ms`, `single_insert.max>1s`, `throughput<500`,
 * `errors>0`, `error_rate>0.1%`, `dropped>0`. A latency needs its unit (`us`, `ms`, `s`), a rate of
 * errors its `%`; `ops/s` may be left out.
 *
 * @throws ThresholdError that names what is allowed
 */
export function parseThreshold(expression: string): Threshold {
  const form = /^\s*(?:([\w-]+)\.)?([\w-]+)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*([a-z/%]*)\s*$/i;
  const parts = form.exec(expression);
  if (parts === null) {
    throw new ThresholdError(
      "It must be a metric, one of > >= < <=, and a number with its unit, such as 'p99>50ms'.",
    );
  }
  const [, of = null, name = '', operator, number, unit = ''] = parts;
  const metric = METRICS.find((one) => one === name);
  if (metric === undefined) {
    throw new ThresholdError(`Metric "${name}" is unknown; allowed: ${METRICS.join(', ')}.`);
  }
  if (metric === 'dropped' && of !== null) {
    throw new ThresholdError('Dropped arrivals are counted for the whole run: write "dropped".');
  }
  const { factor, stored } = unitOf(metric, unit);
  return {
    ...{ expression: expression.trim(), of, metric, unit: stored },
    operator: operator as Operator,
    limit: Number(number) * factor,
  };
}

function unitOf(metric: MetricName, unit: string): { factor: number; stored: string } {
  const units = UNITS[isLatency(metric) ? 'latency' : metric];
  const [stored = ''] = Object.keys(units);
  const factor = unit === '' && metric === 'throughput' ? 1 : units[unit];
  if (factor === undefined) {
    const allowed = Object.keys(units).join(', ') || 'none';
    const problem = unit === '' ? 'needs a unit' : `has the unit "${unit}"`;
    throw new ThresholdError(`Metric ${metric} ${problem}; allowed: ${allowed}.`);
  }
  return { factor, stored };
}

/**
 * Looks for a threshold on something that a run will not do, which nothing would be measured of.
 *
 * @param operations that the run sends
 * @returns what is wrong and what is allowed, or undefined
 */
export function unmeasuredPart(
  thresholds: readonly Threshold[],
  operations: readonly Pick<Operation, 'name' | 'class'>[],
): string | undefined {
  const classes = operations.flatMap((one) =>
    one.class === 'spatial' ? ['read', 'spatial'] : [one.class],
  );
  const allowed = [
    ...CLASS_NAMES.filter((name) => classes.includes(name)),
    ...operations.map(({ name }) => name),
  ];
  const wrong = thresholds.find(({ of }) => of !== null && !allowed.includes(of));
  return wrong === undefined
    ? undefined
    : `threshold '${wrong.expression}': the run has no "${wrong.of}"; allowed: ${allowed.join(', ')}`;
}

/** Whether a metric is a latency, in ms. */
export function isLatency(metric: MetricName): metric is LatencyName {
  return LATENCY_NAMES.some((name) => name === metric);
}
