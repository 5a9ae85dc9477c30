import { cpus } from 'node:os';
import { runSuite } from '../../compare/engines/run-suite';
import { runsNeeded } from '../../compare/judge';
import { readCopy } from '../copy/copy-file';
import { readAdvice } from '../copy/read-plan';
import { readProfile } from '../read-profile';
import { writeWorkFile } from '../work-file';
import { readOwnWorkload } from '../workload/workload-file';
import { comparedStacks, plansOf } from './compared-stacks';
import { currentCheck } from './current-check';
import { makeVerdict, verdictOfPlan } from './make-verdict';
import { REPLAY, replayedOperations, sentOf } from './replay';
import { LENGTH_S, runLength } from './run-length';
import type { Verdict } from './verdict-file';

/** Fewest runs a stack: with six, medians have an interval. */
export const LEAST_ROUNDS = 6;

/** Sessions are open and statements planned after so long; caches are warm after the first of so many runs, s. */
const WARMUP_S = 3;

/** What is measured how. */
export interface VerdictOrder {
  /** Of all steps. */
  readonly folder: string;
  /** None stands for all that have the copy. */
  readonly stacks: readonly string[];
  /** Runs a stack; undefined for as many as a verdict on each statement takes. */
  readonly rounds: number | undefined;
  /** Of each run, s; undefined for as long as its statements take. */
  readonly durationS: number | undefined;
  readonly results: string;
  readonly signal: AbortSignal;
  /** Takes lines for people. */
  readonly print: (text: string) => void;
}

/**
 * Replays a workload on stacks in turns, and says what follows. Where the plan proposes nothing, nothing is
 * measured.
 *
 * @throws UserError where a step before is missing, or a stack can't be measured
 */
export async function measureVerdict(order: VerdictOrder): Promise<Verdict> {
  const { folder, results, signal, print } = order;
  const profile = await readProfile(folder);
  const advice = await readAdvice(folder);
  if (!advice.hasProposal) return verdictOfPlan(profile, advice);
  const copy = await readCopy(folder);
  const workload = await readOwnWorkload(folder);
  const engines = comparedStacks(copy, order.stacks);
  const plans = await plansOf(engines);
  const check = await currentCheck(folder, engines, signal);
  const sent = sentOf(workload, check);
  const scenarios = [await writeWorkFile(folder, REPLAY, `${JSON.stringify(sent, null, 2)}\n`)];
  const durationS = order.durationS ?? runLength(sent, check, cpus().length);
  if (durationS > (order.durationS ?? LENGTH_S.usual)) {
    print(`runs take ${durationS} s each, so that its slow statements come in each`);
  }
  const needed = runsNeeded(replayedOperations(workload, check).length);
  const rounds = order.rounds ?? Math.max(LEAST_ROUNDS, needed);
  const suite = {
    engines,
    scenarios,
    usesDataset: false,
    rounds,
    args: ['--duration', `${durationS}s`, '--warmup', `${WARMUP_S}s`],
    results,
    keepRunning: false,
  };
  const sides = await runSuite({ ...suite, signal, print });
  signal.throwIfAborted();
  return makeVerdict({ profile, advice, copy, workload, check, plans, sides });
}
