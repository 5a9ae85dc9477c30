import { textTable } from '../words/text-table';
import type { Limit, ScaleCurve, ScaleResult } from './scale-result';

/** What was short, in words. */
export const LIMIT_WORDS: Readonly<Record<Limit, string>> = {
  worker: 'workers',
  coordinator: 'coordinator',
  generator: 'load generator',
  machine: 'the machine itself',
  none: 'nothing was full',
};

/** A curve for people: a line a scenario and size, then what the model makes of it. */
export function scaleTable({ curves, warnings, limits }: ScaleResult): string {
  const rows = curves.flatMap(({ scenario, points }) =>
    points.map(({ workers, throughput, speedup, share, use, bottleneck }) => [
      ...[scenario, String(workers), `${rate(throughput.median)}/s`, range(throughput, rate)],
      ...[`×${speedup.toFixed(2)}`, percent(share.value), shareInterval(share)],
      ...[percent(use.worker), percent(use.coordinator), percent(use.generator)],
      ...[percent(use.machine), LIMIT_WORDS[bottleneck]],
    ]),
  );
  const head = [
    'scenario',
    'workers',
    'throughput',
    'interval',
    'speed-up',
    'of the ideal',
    'interval',
  ];
  return [
    heldSentence(limits.worker_cpus),
    textTable([...head, 'worker', 'coordinator', 'k6', 'machine', 'limit'], rows),
    ...warnings.map((text) => `! ${text}`),
    ...curves.map(modelLine),
  ].join('\n\n');
}

/** The smallest size is what the others are held against, and has no interval of its own. */
function shareInterval(share: ScaleCurve['points'][number]['share']): string {
  return share.low === share.high ? '–' : range(share, percent);
}

/** What the figures are not. */
export function heldSentence(cpus: number): string {
  return `Each worker was held to ${cpus} of a core at every size: the figures tell how sizes compare, not how much a machine can do.`;
}

/** What the model says of a scenario, on one line. */
export function modelLine({ scenario, model }: ScaleCurve): string {
  const { held_back: held, coordinator_full_at: full } = model;
  return [
    `${scenario}:`,
    ...(held === null
      ? []
      : [
          `the smaller sizes predict ${rate(held.predicted)}/s for ${held.workers} workers, ${signed(held.error)} off the ${rate(held.measured)}/s measured;`,
        ]),
    full === null
      ? 'its coordinator has nothing to do'
      : `a coordinator with the CPU of a worker is full at ${full.toFixed(1)} workers`,
  ].join(' ');
}

/** A number of workers. */
export function workersText(count: number): string {
  return `${count} ${count === 1 ? 'worker' : 'workers'}`;
}

/** Statements a second. */
export function rate(value: number): string {
  const digits = value < 100 ? 1 : 0;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A share from 0 to 1. */
export function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

/** A relative error with its sign. */
export function signed(error: number): string {
  return `${error < 0 ? '−' : '+'}${Math.abs(100 * error).toFixed(1)} %`;
}

/** An interval; a dash where there are too few runs. */
export function range(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  format: (value: number) => string,
): string {
  return low === null || high === null ? '–' : `${format(low)} to ${format(high)}`;
}
