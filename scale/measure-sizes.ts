import type { BenchOptions } from '../benchmark/options/bench-options';
import type { ByPart } from '../results/scale-result';
import { workersText } from '../results/scale-table';
import type { StackOutputs } from '../topology/stack-outputs';
import { formatDuration } from '../words/duration';
import { UserError } from '../words/user-error';
import type { MeasuredSize, ScaleRun } from './curve';
import { scaleStack } from './stack-config';
import { Timetable } from './timetable';

/** What is measured on what. */
export interface ScaleSuite {
  /** Numbers of workers, ascending. */
  readonly sizes: readonly number[];
  /** In the order in which they are measured at each size: those that write come last. */
  readonly scenarios: readonly string[];
  /** The options of all runs of a scenario at a size. */
  readonly options: (workers: number, scenario: string) => Promise<BenchOptions>;
}

/** What it gets from the rest of the project. */
export interface ScaleParts {
  /** Makes a size's cluster and loads it; its workers are held to their CPUs when it is there. */
  readonly make: (workers: number) => Promise<StackOutputs>;
  /** Removes what there is of it. */
  readonly remove: (workers: number) => Promise<void>;
  readonly atRest: (outputs: StackOutputs) => Promise<ByPart>;
  readonly measure: (options: BenchOptions, outputs: StackOutputs) => Promise<readonly ScaleRun[]>;
  /** Stops it; the cluster at work is removed, and the runs that were measured are kept. */
  readonly signal: AbortSignal;
  /** Takes lines for people. */
  readonly print: (text: string) => void;
}

/**
 * Measures the same scenarios on clusters of several sizes, one after the other: each is made,
 * measured and removed before the next, whatever happens to it.
 *
 * @throws UserError if a cluster does not come up, a run fails, or it was stopped
 */
export async function measureSizes(suite: ScaleSuite, parts: ScaleParts): Promise<MeasuredSize[]> {
  const { sizes, scenarios } = suite;
  const { signal, print } = parts;
  const runs = await suite.options(sizes[0] ?? 1, scenarios[0] ?? '');
  const timetable = new Timetable(sizes.length, scenarios.length, runs);
  const measured: MeasuredSize[] = [];
  for (const [place, workers] of sizes.entries()) {
    if (signal.aborted) break;
    const say = (what: string): void => {
      const left = formatDuration(timetable.leftMs());
      print(
        `size ${place + 1} of ${sizes.length}, workers ${workers}: ${what}; about ${left} left`,
      );
    };
    say('its cluster is made');
    try {
      const startedAt = Date.now();
      const outputs = await parts.make(workers);
      const up_ms = Date.now() - startedAt;
      timetable.done('make');
      const atRest = await parts.atRest(outputs);
      const results = new Map<string, readonly ScaleRun[]>();
      for (const scenario of scenarios) {
        if (signal.aborted) break;
        say(scenario);
        const options = await suite.options(workers, scenario);
        results.set(scenario, await parts.measure(options, outputs));
        timetable.done('scenario');
      }
      measured.push({ workers, stack: scaleStack(workers), up_ms, atRest, runs: results });
    } catch (error) {
      // What a signal has cut off says so in its own way.
      if (!signal.aborted) throw ofSize(workers, error);
    } finally {
      await parts.remove(workers);
      timetable.done('remove');
    }
  }
  if (signal.aborted) throw new UserError('stopped; the runs that were measured are kept');
  return measured;
}

/** An error of a size: what it says of a way on is for a cluster that stays. */
function ofSize(workers: number, error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return new UserError(
    `the size of ${workersText(workers)} was not measured: ${error.what}`,
    'what was made of it is removed, and the runs that were measured are kept',
    { cause: error },
  );
}
