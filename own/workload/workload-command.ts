import type { Command } from 'commander';
import { wholeNumber } from '../../cli/command';
import { stopSignal } from '../../cli/stop-signal';
import { plainCopy } from '../copy/copied-stacks';
import { readPlan } from '../copy/read-plan';
import type { PasswordVariables } from '../inspect/password';
import { parseSource } from '../inspect/source';
import { readProfile } from '../read-profile';
import { assertWritable, writeWorkFile } from '../work-file';
import { withTransactions } from './add-transactions';
import { readLogFile } from './read-log-file';
import { recordWorkload } from './record-workload';
import { WORKLOAD } from './workload-file';
import { workloadLines } from './workload-lines';
import { writePools } from './write-pools';

interface Options {
  readonly in: string;
  readonly on?: string;
  readonly log?: string;
  readonly proposal: number;
  readonly replace?: true;
}

/**
 * Adds `own workload` to a command.
 *
 * @param folder of all steps' files by default
 */
export function addWorkloadCommand(
  command: Command,
  folder: string,
  variables: PasswordVariables,
): void {
  command
    .command('workload')
    .description('Makes a benchmark of the statements of a profile, with values from a copy.')
    .option('--in <folder>', 'where profile and plan are', folder)
    .option('--on <uri>', 'the copy; default: that of a stack without workers')
    .option('--log <file>', "of the source's server: which statements are one transaction")
    .option('--proposal <n>', 'of the plan', wholeNumber(1), 1)
    .option('--replace', 'over a workload that is there')
    .action(async ({ in: from, on, log, proposal, replace }: Options) => {
      const profile = await readProfile(from);
      const { placement } = await readPlan(from, proposal);
      await assertWritable(from, WORKLOAD, replace === true);
      const copy =
        on === undefined ? (await plainCopy(from)).source : parseSource(on, variables, [], '--on');
      const logged = log === undefined ? undefined : await readLogFile(log);
      const signal = stopSignal([
        'stopping: nothing was written',
        'stopping; once more ends it at once',
      ]);
      const recorded = await recordWorkload(profile, placement, copy, signal);
      const { workload, pools } =
        logged === undefined ? recorded : withTransactions(recorded, logged);
      await writePools(from, pools);
      const file = await writeWorkFile(from, WORKLOAD, `${JSON.stringify(workload, null, 2)}\n`);
      process.stdout.write(`${workloadLines(workload)}\n\nworkload: ${file}\n`);
    });
}
