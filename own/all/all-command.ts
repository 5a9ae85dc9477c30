import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { confirm } from '../../cli/confirm';
import { stopSignal } from '../../cli/stop-signal';
import { UserError } from '../../words/user-error';
import { COPY_SESSION } from '../copy/copy-session';
import { maxRateOption } from '../copy/max-rate-option';
import { sampleOption } from '../copy/sample-option';
import { intervalOption } from '../inspect/interval-option';
import type { PasswordVariables } from '../inspect/password';
import { parseSource, type Source } from '../inspect/source';
import { PROFILE, readProfile } from '../read-profile';
import {
  addMeasuringOptions,
  measuringOf,
  type MeasuringOptions,
} from '../verdict/measuring-options';
import { assertWritable } from '../work-file';
import { bringUpTogether } from './bring-up-together';
import { missingStacks, usualStacks } from './missing-stacks';
import { runSteps } from './run-steps';
import { stepsOf } from './steps';

interface Options extends MeasuringOptions {
  readonly source: string;
  readonly in: string;
  readonly interval: number;
  readonly sample?: number;
  readonly maxRate: number;
  readonly mask: boolean;
  readonly log?: string;
  readonly stack?: readonly string[];
  readonly replace?: true;
  readonly yes?: true;
}

/**
 * Adds `own all` to a command.
 *
 * @param folder of all steps' files by default
 */
export function addAllCommand(
  command: Command,
  folder: string,
  variables: PasswordVariables,
): void {
  addMeasuringOptions(
    command
      .command('all')
      .description('All steps from a database to a verdict; goes on where it stopped.')
      .requiredOption('--source <uri>', 'like postgres://me@db:5432/shop')
      .option('--in <folder>', "of all steps' files", folder)
      .addOption(intervalOption())
      .addOption(sampleOption('default: as many as a verdict takes'))
      .addOption(maxRateOption())
      .option('--mask', 'replace values of the columns that the plan names', false)
      .option(
        '--log <file>',
        "of the source's server: transactions, and how often which key is asked for",
      )
      .option('--stack <name...>', 'default: single, native, and dev where its image is here'),
  )
    .option('--replace', 'begin anew')
    .option('--yes', 'do not ask')
    .action(async ({ source: text, in: at, stack, replace, ...options }: Options) => {
      const source = {
        inspected: parseSource(text, variables),
        copied: parseSource(text, variables, COPY_SESSION),
      };
      await assertWritable(at, PROFILE, true);
      if (replace !== true) await refuseAnother(at, source.inspected);
      const stacks = stack ?? (await usualStacks());
      const missing = await missingStacks(stacks);
      if (options.yes !== true) await confirm(question(source.inspected, stacks, missing));
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const signal = stopSignal([
        'stopping: what is half done is removed, what was done before stays',
        'stopping; once more ends it at once, and leaves what is half done',
      ]);
      const steps = stepsOf({
        folder: at,
        source,
        stacks,
        missing: missing.length,
        bringUp: async () => bringUpTogether(await missingStacks(stacks), signal),
        intervalMs: options.interval * 1000,
        oneIn: options.sample,
        maxRate: options.maxRate,
        isMasked: options.mask,
        log: options.log,
        measuring: measuringOf(options),
        signal,
        say,
      });
      const print = (lines: string): void => void process.stdout.write(lines);
      await runSteps(steps, { folder: at, isReplaced: replace === true, signal, say, print });
    });
}

function question(
  { address }: Source,
  stacks: readonly string[],
  missing: readonly string[],
): string {
  const bringUp = missing.length === 0 ? '' : `bring up ${missing.join(' and ')}, `;
  return `Read ${address}, ${bringUp}copy its rows, or some, into ${stacks.join(' and ')}, and measure there?`;
}

/** @throws UserError where a folder is of another database */
async function refuseAnother(folder: string, { address }: Source): Promise<void> {
  if (!existsSync(join(folder, PROFILE))) return;
  const { server } = await readProfile(folder);
  if (server.address === address) return;
  throw new UserError(
    `${folder} is of ${server.address}, not of ${address}`,
    'name another folder by --in, or pass --replace to begin anew',
  );
}
