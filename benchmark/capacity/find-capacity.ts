import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { UserError } from '../../words/user-error';
import { mergeBuckets, percentiles, type Buckets } from '../../k6-scripts/lib/histogram';
import { prepareBench, type BenchParts } from '../bench';
import {
  capacitySchema,
  describeCapacity,
  describeStep,
  type Capacity,
  type CapacityStep,
} from './capacity';
import { heldRate, nextRate } from './capacity-search';
import { toMs } from '../figures/latency';
import type { Metrics } from '../../results/metrics';
import type { BenchOptions, CapacitySearch } from '../options/bench-options';
import { startResultFolder } from '../../results/results-folder';
import type { RunResult } from '../run';

/**
 * Finds the highest arrival rate with the 99th percentile under a limit, without a dropped arrival
 * and without an error. Each rate is a short run; of those, that at the answer is kept, with
 * `capacity.json` in its folder.
 *
 * @throws UserError as {@link prepareBench}, and if even one statement a second is too many
 */
export async function findCapacity(
  options: BenchOptions,
  { p99LimitMs, vus }: CapacitySearch,
  parts: BenchParts,
): Promise<Capacity> {
  const prepared = await prepareBench(options, parts);
  const [stack] = prepared.stacks;
  if (stack === undefined) throw new Error('there is no stack');
  const scratch = await startResultFolder(options.resultsFolder);
  const steps: CapacityStep[] = [];
  let best: RunResult | undefined;
  try {
    for (let ratePerS = nextRate([]); ratePerS !== undefined; ratePerS = nextRate(asTried(steps))) {
      const result = await stack.run(
        {
          ...options,
          load: { model: 'open', vus, ratePerS },
          evidence: false,
          failIf: [],
          resultsFolder: scratch.path,
        },
        { id: randomUUID(), index: 0, of: 1 },
      );
      if (result === undefined || parts.signal.aborted)
        throw new UserError('stopped before the capacity was found');
      const judged = judge(ratePerS, result.metrics, p99LimitMs);
      steps.push(judged);
      parts.print(describeStep(judged));
      if (ratePerS === heldRate(asTried(steps))) best = result;
    }
    if (best === undefined) {
      throw new UserError(
        `no arrival rate from 1/s is held with p99 under ${p99LimitMs} ms`,
        'raise --p99-limit, or look at what a single statement takes',
      );
    }
    const capacity = capacitySchema.parse({
      schema_version: 1,
      run_id: best.metrics.run_id,
      stack: stack.stack,
      scenario: prepared.scenario,
      p99_limit_ms: p99LimitMs,
      capacity_ops_sec: heldRate(asTried(steps)),
      steps,
    } satisfies Record<keyof Capacity, unknown>);
    await writeFile(join(best.folder, 'capacity.json'), `${JSON.stringify(capacity, null, 2)}\n`);
    const folder = join(options.resultsFolder, basename(best.folder));
    await rename(best.folder, folder);
    parts.print(
      `${describeCapacity(capacity)}\nresults: ${relative(process.cwd(), folder) || '.'}/report.html`,
    );
    parts.journal?.write({ type: 'result', id: basename(folder) });
    return capacity;
  } finally {
    await scratch.discard();
  }
}

function asTried(steps: readonly CapacityStep[]) {
  return steps.map(({ rate, held }) => ({ ratePerS: rate, held }));
}

/** Whether a run at a rate was held. */
export function judge(ratePerS: number, metrics: Metrics, p99LimitMs: number): CapacityStep {
  const all: Buckets = new Map();
  mergeBuckets(all, metrics.histograms.read.buckets);
  mergeBuckets(all, metrics.histograms.write.buckets);
  const [p99] = percentiles(all, [0.99]);
  const p99_ms = p99 === undefined ? null : toMs(p99);
  const { dropped_iterations: dropped, error_count: errors } = metrics;
  const held = p99_ms !== null && p99_ms <= p99LimitMs && dropped === 0 && errors === 0;
  return { rate: ratePerS, p99_ms, dropped, errors, held };
}
