import { now } from '../../words/clock';
import { formatDuration } from '../../words/duration';
import { UserError } from '../../words/user-error';
import type { StackOutputs } from '../../topology/stack-outputs';
import type { ClusterPlan } from '../../topology/plan';
import type { BenchOptions } from '../../benchmark/options/bench-options';
import type { RunResult } from '../../benchmark/run';
import { readTimeseries } from '../find-runs';
import type { Side, SideRun } from '../side';
import { assertSameData, type Contender } from './contender';
import { planStays } from './turns';

/** What is measured how often. */
export interface EngineSuite {
  readonly contenders: readonly Contender[];
  /** Runs of each scenario on each stack. */
  readonly rounds: number;
  readonly scenarios: readonly string[];
  /** Whether they read the stacks' data sets, which have to be the same then. */
  readonly usesDataset: boolean;
  /** The options of one run. */
  readonly options: (stack: string, scenario: string, tag: string) => Promise<BenchOptions>;
  /** Begins the tag of all runs; the contender's name follows. */
  readonly tag: string;
}

/** What the comparison gets from the rest of the project. */
export interface EngineParts {
  /** A deployed stack, whether or not it works; throws UserError if there is none. */
  readonly outputs: (stack: string) => Promise<StackOutputs>;
  /** Makes a stack that is not there. */
  readonly bringUp: (stack: string) => Promise<StackOutputs>;
  /** Measures once. */
  readonly measure: (options: BenchOptions, outputs: StackOutputs) => Promise<readonly RunResult[]>;
  /** Stops the comparison; what was measured is kept. */
  readonly signal: AbortSignal;
  /** Takes lines for people. */
  readonly print: (text: string) => void;
  /** Has stacks rest and work again; null where all may work side by side. */
  readonly idle: {
    readonly rest: (plan: ClusterPlan) => Promise<void>;
    readonly wake: (outputs: StackOutputs) => Promise<void>;
    readonly start: (plan: ClusterPlan) => Promise<void>;
  } | null;
}

/**
 * Stands stacks up side by side on the same data and measures a suite of scenarios on each in
 * turns; idle ones rest meanwhile where cores or memory are short. In the end all of them
 * work again.
 *
 * @returns one side a contender, in their order
 * @throws UserError if a stack does not come up, data differ, or it is stopped before each side
 *   has a run
 */
export async function compareEngines(suite: EngineSuite, parts: EngineParts): Promise<Side[]> {
  const stacks = new Map<string, StackOutputs>();
  const awake = new Set<string>();
  const runs = new Map<string, SideRun[]>(suite.contenders.map(({ label }) => [label, []]));
  try {
    for (const { stack } of suite.contenders) {
      if (parts.signal.aborted) break;
      stacks.set(stack, await standUp(stack, { stacks, awake }, parts));
      awake.add(stack);
    }
    if (suite.usesDataset) assertSameData([...stacks.values()].map(({ plan }) => plan));
    let atWork: string | undefined;
    const stays = planStays(suite.contenders, suite.rounds);
    const startedAt = now();
    for (const [before, { contender, round }] of stays.entries()) {
      if (parts.signal.aborted) break;
      const { label, stack } = contender;
      const leftMs = ((now() - startedAt) / before) * (stays.length - before);
      const left = before === 0 ? '' : `, about ${formatDuration(leftMs)} left`;
      parts.print(`round ${round + 1} of ${suite.rounds}: ${label}${left}`);
      if (atWork !== stack) {
        await switchTo(stack, { stacks, awake }, parts);
        atWork = stack;
      }
      runs.get(label)?.push(...(await measure(contender, suite, stacks, parts)));
    }
  } finally {
    await startAll(stacks, parts);
  }
  const sides = suite.contenders.map(({ label }) => ({ label, runs: runs.get(label) ?? [] }));
  if (sides.some((side) => side.runs.length === 0)) {
    throw new UserError('stopped before every engine had a run; what was measured is kept');
  }
  return sides;
}

/** Has all stacks work again; one that can't be started keeps no other from it, nor hides an error. */
async function startAll(
  stacks: ReadonlyMap<string, StackOutputs>,
  { idle, print }: EngineParts,
): Promise<void> {
  for (const [stack, { plan }] of stacks) {
    await idle?.start(plan).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      print(`stack "${stack}" can't be started again: ${reason}; \`npm run up\` does it`);
    });
  }
}

/** The stacks of a comparison, and those of them that may be at work. */
interface Standing {
  readonly stacks: ReadonlyMap<string, StackOutputs>;
  readonly awake: Set<string>;
}

/** The outputs of a stack that is up or rests; makes it where there is none, while the others rest. */
async function standUp(
  stack: string,
  standing: Standing,
  parts: EngineParts,
): Promise<StackOutputs> {
  try {
    return await parts.outputs(stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await restAllBut(stack, standing, parts);
    return parts.bringUp(stack);
  }
}

async function switchTo(stack: string, standing: Standing, parts: EngineParts): Promise<void> {
  await restAllBut(stack, standing, parts);
  const next = standing.stacks.get(stack);
  if (next !== undefined) await parts.idle?.wake(next);
  standing.awake.add(stack);
}

/** Has all stacks rest that are at work, but for one. */
async function restAllBut(
  stack: string,
  { stacks, awake }: Standing,
  { idle }: EngineParts,
): Promise<void> {
  for (const other of awake) {
    const outputs = stacks.get(other);
    if (other === stack || outputs === undefined) continue;
    await idle?.rest(outputs.plan);
    awake.delete(other);
  }
}

/** One run of each scenario. */
async function measure(
  { label, stack }: Contender,
  suite: EngineSuite,
  stacks: ReadonlyMap<string, StackOutputs>,
  parts: EngineParts,
): Promise<SideRun[]> {
  const measured: SideRun[] = [];
  for (const scenario of suite.scenarios) {
    if (parts.signal.aborted) break;
    const options = await suite.options(stack, scenario, `${suite.tag}-${label}`);
    const outputs = stacks.get(stack) as StackOutputs;
    const results = await parts.measure(options, outputs).catch((error: unknown) => {
      // Stopped before this run had anything; those before it count.
      if (parts.signal.aborted) return [];
      throw error;
    });
    for (const { metrics, folder } of results) {
      const { throughput_ops_sec: rate } = metrics;
      parts.print(`  ${scenario}: ${rate.total.toFixed(0)} operations a second`);
      measured.push({ metrics, series: await readTimeseries(folder) });
    }
  }
  return measured;
}
