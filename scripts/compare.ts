import { constants, existsSync, statSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { compare, type Comparison } from '../compare/compare';
import { list } from '../benchmark/options/option-values';
import { runSuite } from '../compare/engines/run-suite';
import { findRuns } from '../compare/find-runs';
import { renderText } from '../compare/render-text';
import { renderComparison } from '../compare/report';
import { selectSides, type Selection } from '../compare/select-sides';
import { plainCommand, runCommand, wholeNumber } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { UserError } from '../words/user-error';

interface Options {
  readonly results: string;
  readonly json?: true;
  readonly html?: string;
  readonly engines?: readonly string[];
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly keepRunning?: true;
}

const command = plainCommand(
  'npm run compare --',
  'Says whether benchmark runs differ: each side against the first.',
)
  .argument(
    '[sides...]',
    "at least two: a run's or series' id or its beginning, tag:NAME, tag:NAME@STACK, or a path; with --engines, after another --, options of `npm run bench`",
  )
  .option('--results <folder>', 'where results are', 'benchmark_results')
  .option('--json', 'print the comparison as one JSON document')
  .option('--html <file>', 'write it as a page as well')
  .option('--engines <names>', 'measure stacks in turns: citus,native,single or any stack', list)
  .option('--scenarios <names>', 'with --engines', list, ['read', 'spatial', 'write', 'mixed'])
  .option('--rounds <n>', 'with --engines: runs of each', wholeNumber(1, 100), 6)
  .option('--keep-running', 'with --engines: never stop idle stacks')
  .action(async (words: string[], options: Options) => {
    const { results, json, html, engines } = options;
    const alone = ['scenarios', 'rounds', 'keepRunning'].find(
      (name) => command.getOptionValueSource(name) === 'cli',
    );
    if (engines === undefined && alone !== undefined) {
      command.error(`error: --${alone.replace('keepRunning', 'keep-running')} goes with --engines`);
    }
    // Before hours of measuring, not after.
    if (html !== undefined) await assertWritable(html);
    const { sides, all } =
      engines === undefined
        ? await selectSides(atLeastTwo(command, words), results)
        : await measure(engines, words, options);
    const comparison: Comparison = compare(sides, all);
    const text = json ? JSON.stringify(comparison, null, 2) : renderText(comparison);
    process.stdout.write(`${text}\n`);
    if (html === undefined) return;
    const page = await renderComparison(comparison, sides);
    await writeFile(html, page);
    process.stderr.write(`page: ${html}\n`);
  });

/** @throws UserError if a page can't be written there; nothing is written yet */
async function assertWritable(file: string): Promise<void> {
  try {
    if (existsSync(file) && !statSync(file).isFile()) throw new Error('it is no file');
    await access(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK);
  } catch (cause) {
    throw new UserError(
      `the page can't be written to ${file}: ${(cause as Error).message}`,
      'name a file in a folder that is there and writable',
      { cause },
    );
  }
}

function atLeastTwo(usage: Command, words: readonly string[]): readonly string[] {
  if (words.length < 2) {
    usage.error('error: a comparison takes at least two sides, e.g. `tag:before tag:after`');
  }
  return words;
}

async function measure(
  engines: readonly string[],
  args: readonly string[],
  { scenarios, rounds, results, keepRunning }: Options,
): Promise<Selection> {
  const signal = stopSignal(['stopping after this run', 'once more ends it at once']);
  const sides = await runSuite({
    ...{ engines, scenarios, rounds, args, results },
    ...{ usesDataset: true, keepRunning: keepRunning === true },
    signal,
    print: (text) => process.stderr.write(`${text}\n`),
  });
  const { runs } = await findRuns(results);
  return { sides, all: runs.map(({ metrics }) => metrics) };
}

void runCommand(command);
