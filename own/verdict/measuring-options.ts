import { Option, type Command } from 'commander';
import { wholeNumber } from '../../cli/command';
import { seconds } from '../../words/duration';
import type { VerdictOrder } from './measure-verdict';

/** How a verdict measures, as commander leaves it. */
export interface MeasuringOptions {
  readonly rounds?: number;
  readonly duration?: number;
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
      new Option(
        '--duration <time>',
        'of each run; default: 8s, or as long as slow statements take',
      ).argParser(seconds(1)),
    )
    .option('--results <folder>', 'where runs are put', 'benchmark_results');
}

/** What a verdict takes of them. */
export function measuringOf({
  rounds,
  duration,
  results,
}: MeasuringOptions): Pick<VerdictOrder, 'rounds' | 'durationS' | 'results'> {
  return { rounds, durationS: duration, results };
}
