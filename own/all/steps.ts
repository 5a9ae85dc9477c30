import { checkLines } from '../check/check-lines';
import { copyInto } from '../copy/copy-into';
import { readAdvice, readPlan } from '../copy/read-plan';
import type { Source } from '../inspect/source';
import { writeProfile } from '../inspect/write-profile';
import { writePlan } from '../plan/write-plan';
import { readProfile } from '../read-profile';
import { STEP_FILES, type StepName } from '../step-files';
import { currentCheck } from '../verdict/current-check';
import { LEAST_ROUNDS, measureVerdict, type VerdictOrder } from '../verdict/measure-verdict';
import { LENGTH_S } from '../verdict/run-length';
import { readVerdict } from '../verdict/verdict-file';
import { writeVerdict } from '../verdict/write-verdict';
import { writeWorkload } from '../workload/write-workload';
import { fittingSample } from './fitting-sample';
import { isCopyOf } from './is-copy-of';
import type { Step } from './run-steps';

/** What is done with a database. */
export interface AllOrder {
  /** Of all files. */
  readonly folder: string;
  /** With settings of an inspection, and of a copy. */
  readonly source: { readonly inspected: Source; readonly copied: Source };
  /** Between two readings of the statements, ms. */
  readonly intervalMs: number;
  /** Rows of one in so many distribution keys; undefined for as many as fit the time. */
  readonly oneIn: number | undefined;
  /** See `--max-rate`. */
  readonly maxRate: number;
  readonly isMasked: boolean;
  /** The source's log, a file; undefined without one. */
  readonly log: string | undefined;
  readonly stacks: readonly string[];
  readonly measuring: Pick<VerdictOrder, 'rounds' | 'durationS' | 'results'>;
  /** How many of them are not up. */
  readonly missing: number;
  /** Makes those, while statements are recorded. */
  readonly bringUp: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Takes lines for people that tell how far it is. */
  readonly say: (line: string) => void;
}

/** The cluster that a plan is for where nobody says. */
export const SIZE = { workers: 3, shards: 12 } as const;

/**
 * What one run takes besides what is measured, its warm-up above all, what the switches of one round take, and what a
 * stack takes to come up, ms, on two cores.
 */
const ASIDE_MS = { run: 5000, round: 14_000, bringUp: 40_000 } as const;

/** The steps from a database to a verdict. A plan that is there is its reader's, and stays. */
export function stepsOf(order: AllOrder): Step[] {
  const { folder, source, stacks, isMasked, maxRate, signal, say, measuring } = order;
  const idle = async (): Promise<string | undefined> =>
    (await readAdvice(folder)).hasProposal ? undefined : 'the plan proposes nothing to try';
  const oneIn = async (): Promise<number> =>
    order.oneIn ?? fittingSample(await readProfile(folder), (await readPlan(folder, 1)).placement);
  const rounds = measuring.rounds ?? LEAST_ROUNDS;
  const runMs = (measuring.durationS ?? LENGTH_S.usual) * 1000;
  const roundMs = stacks.length * (runMs + ASIDE_MS.run) + ASIDE_MS.round;
  return [
    {
      ...stepOf('inspect'),
      expectedMs: Math.max(order.intervalMs, order.missing * ASIDE_MS.bringUp) + 5000,
      run: () =>
        writeProfile(folder, source.inspected, {
          ...{ intervalMs: order.intervalMs, signal, meanwhile: order.bringUp },
        }),
    },
    {
      ...stepOf('plan'),
      expectedMs: 2000,
      run: () => writePlan(folder, SIZE, signal),
    },
    {
      ...stepOf('copy', 'plan'),
      ...{ expectedMs: 100_000, idle },
      isWhole: async () => isCopyOf(folder, { stacks, oneIn: await oneIn(), isMasked }),
      run: async () => {
        await order.bringUp();
        signal.throwIfAborted();
        const copied = {
          source: source.copied,
          proposal: 1,
          oneIn: await oneIn(),
          isMasked,
          maxRate,
        };
        return copyInto(stacks, { folder, ...copied, signal });
      },
    },
    {
      ...stepOf('workload', 'inspect', 'plan', 'copy'),
      ...{ expectedMs: 20_000, idle },
      run: () => writeWorkload({ folder, proposal: 1, log: order.log, signal }),
    },
    {
      ...stepOf('check', 'copy', 'workload'),
      ...{ expectedMs: 5000, idle },
      run: async () => `${checkLines(await currentCheck(folder, stacks, signal))}\n`,
    },
    {
      ...stepOf('verdict', 'inspect', 'plan', 'copy', 'workload', 'check'),
      expectedMs: rounds * roundMs,
      isWhole: async () => {
        const measured = (await readVerdict(folder)).sides.map(({ stack }) => stack);
        return measured.length === 0 || stacks.every((stack) => measured.includes(stack));
      },
      run: async () => {
        const verdict = await measureVerdict({ folder, stacks, ...measuring, signal, print: say });
        return writeVerdict(folder, verdict);
      },
    },
  ];
}

/** @param from steps whose files it is made of */
function stepOf(name: StepName, ...from: StepName[]): Pick<Step, 'name' | 'file' | 'from'> {
  return { name, file: STEP_FILES[name], from: from.map((one) => STEP_FILES[one]) };
}
