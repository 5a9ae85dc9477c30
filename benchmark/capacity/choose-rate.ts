import { randomUUID } from 'node:crypto';
import { UserError } from '../../words/user-error';
import { findCapacityRun } from './known-capacity';
import type { BenchOptions } from '../options/bench-options';
import type { PreparedStack } from '../prepare-stack';

/** Length of the run that measures a capacity that is not known, s. */
const MEASURING_S = 15;

/**
 * Turns an arrival rate that is a share of the capacity into statements a second. The capacity is
 * the throughput of the newest closed run of the same kind, else of one that is made now.
 *
 * @returns the options as they are where the rate is no share; undefined if it was stopped
 * @throws UserError if no statement succeeds
 */
export async function chooseRate(
  options: BenchOptions,
  scenario: string,
  stack: PreparedStack,
  print: (text: string) => void,
): Promise<BenchOptions | undefined> {
  const { capacityShare, load, to, readRatio, resultsFolder } = options;
  if (capacityShare === null) return options;
  const known = await findCapacityRun(resultsFolder, {
    ...{ stack: stack.stack, scenario, vus: load.vus, to, readRatio },
    environment: stack.environment,
  });
  let run = known;
  if (run === undefined) {
    print(`the capacity is not known: ${MEASURING_S} s with ${load.vus} virtual users measure it`);
    const measured = await stack.run(
      { ...options, durationS: MEASURING_S, failIf: [], capacityShare: null },
      { id: randomUUID(), index: 0, of: 1 },
    );
    if (measured === undefined) return undefined;
    run = measured.metrics;
  }
  const capacity = run.throughput_ops_sec.total;
  if (capacity === 0)
    throw new UserError(
      `no statement succeeded: ${run.errors.samples[0]?.message ?? 'none ended'}`,
    );
  const ratePerS = Math.max(1, Math.round((capacity * capacityShare.percent) / 100));
  print(
    `${capacityShare.percent} % of ${Math.round(capacity).toLocaleString('en')}/s (run ${run.run_id}) are ${ratePerS.toLocaleString('en')}/s`,
  );
  return {
    ...options,
    load: { model: 'open', vus: capacityShare.vus, ratePerS },
    capacityShare: null,
  };
}
