import { Option, type Command } from 'commander';
import { wholeNumber } from '../../cli/command';
import { seconds } from '../../words/duration';
import type { VerdictOrder } from './measure-verdict';

/** Sessions are open and statements planned after so long; caches are warm after the first of so many runs, s. */
const WARMUP_S = 3;

/** How a verdict measures, as commander leaves it. */
export interface MeasuringOptions {
  readonly rounds?: number;
  readonly duration: number;
  readonly results: string;
}

/** Adds the options of how a verdict measures. */
export function addMeasuringOptions(command: Command): Command {
  return command
    .option(
      '--rounds <n>',
      'runs on each stack; default: 6, or as many as a verdict on each statement takes',
      wholeNumber(1, 100),
    )
    .addOption(
      new Option('--duration <time>', 'of each run').argParser(seconds(1)).default(8, '8s'),
    )
    .option('--results <folder>', 'where runs are put', 'benchmark_results');
}

/** What a verdict takes of them. */
export function measuringOf({
  rounds,
  duration,
  results,
}: MeasuringOptions): Pick<VerdictOrder, 'rounds' | 'args' | 'results'> {
  const args = ['--duration', `${duration}s`, '--warmup', `${WARMUP_S}s`];
  return { rounds, args, results };
}
