import { Option } from 'commander';
import { plainCommand, runCommand, wholeNumber } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { addAllCommand } from '../own/all/all-command';
import { SIZE } from '../own/all/steps';
import { addCheckCommand } from '../own/check/check-command';
import { COPY } from '../own/copy/copy-file';
import { COPY_SESSION } from '../own/copy/copy-session';
import { copyInto } from '../own/copy/copy-into';
import { addForgetCommand } from '../own/copy/forget-command';
import { maxRateOption } from '../own/copy/max-rate-option';
import { sampleOption } from '../own/copy/sample-option';
import { intervalOption } from '../own/inspect/interval-option';
import { parseSource } from '../own/inspect/source';
import { writeProfile } from '../own/inspect/write-profile';
import { PLAN } from '../own/plan/plan-file';
import { writePlan } from '../own/plan/write-plan';
import { PROFILE } from '../own/read-profile';
import { assertWritable, OWN_FOLDER as FOLDER } from '../own/work-file';
import { addVerdictCommand } from '../own/verdict/verdict-command';
import { addWorkloadCommand } from '../own/workload/workload-command';

/** What libpq's variables tell of the source's password; commands clean their environment of them. */
const { PGPASSWORD, PGPASSFILE } = process.env;
const VARIABLES = {
  ...(PGPASSWORD !== undefined && { PGPASSWORD }),
  ...(PGPASSFILE !== undefined && { PGPASSFILE }),
};

interface InspectOptions {
  readonly source: string;
  readonly to: string;
  readonly interval: number;
  readonly replace?: true;
}

interface PlanOptions {
  readonly in: string;
  readonly workers: number;
  readonly shards: number;
  readonly replace?: true;
}

interface CopyOptions {
  readonly source: string;
  readonly in: string;
  readonly proposal: number;
  readonly sample: number;
  readonly maxRate: number;
  readonly mask: boolean;
  readonly stack?: readonly string[];
  readonly replace?: true;
}

const command = plainCommand(
  'npm run own --',
  'From a PostgreSQL of your own to whether, and how, to shard it.',
);

command
  .command('inspect')
  .description('Looks at a database, without writing to it: tables, statistics, statements.')
  .addOption(sourceOption())
  .option('--to <folder>', 'where its profile is put', FOLDER)
  .addOption(intervalOption())
  .option('--replace', 'over a profile that is there')
  .action(async ({ source: text, to, interval, replace }: InspectOptions) => {
    const source = parseSource(text, VARIABLES);
    await assertWritable(to, PROFILE, replace === true);
    const signal = stopSignal([
      'stopping: nothing was written',
      'stopping; once more ends it at once',
    ]);
    const inspection = { intervalMs: interval * 1000, signal };
    process.stdout.write(await writeProfile(to, source, inspection));
  });

command
  .command('plan')
  .description('Proposes how to distribute the tables of a profile, with reasons.')
  .option('--in <folder>', 'where the profile is', FOLDER)
  .option('--workers <n>', 'that it is planned for', wholeNumber(2, 128), SIZE.workers)
  .option('--shards <n>', 'of each table', wholeNumber(2, 4096), SIZE.shards)
  .option('--replace', 'over a plan that is there')
  .action(async ({ in: folder, replace, ...size }: PlanOptions) => {
    await assertWritable(folder, PLAN, replace === true);
    const signal = stopSignal([
      'stopping: nothing was written',
      'stopping; once more ends it at once',
    ]);
    process.stdout.write(await writePlan(folder, size, signal));
  });

command
  .command('copy')
  .description('Copies a database, or whole keys of it, into stacks, as the plan distributes it.')
  .addOption(sourceOption())
  .option('--in <folder>', 'where the plan is', FOLDER)
  .option('--proposal <n>', 'of the plan', wholeNumber(1), 1)
  .addOption(sampleOption().default(1, '100%'))
  .addOption(maxRateOption())
  .option('--mask', 'replace values of the columns that the plan names', false)
  .option('--stack <name...>', 'that take it; default single, native and dev, those that are up')
  .option('--replace', 'over a copy that is there, which goes')
  .action(async ({ source: text, in: folder, stack, replace, ...options }: CopyOptions) => {
    const source = parseSource(text, VARIABLES, COPY_SESSION);
    await assertWritable(folder, COPY, replace === true);
    const signal = stopSignal([
      'stopping: what is half done is removed',
      'stopping; once more ends it at once, and leaves what is half done',
    ]);
    const { sample: oneIn, mask: isMasked, proposal, maxRate } = options;
    const order = { source, folder, proposal, oneIn, isMasked, maxRate, signal };
    process.stdout.write(await copyInto(stack, order));
  });

addForgetCommand(command, FOLDER);
addWorkloadCommand(command, FOLDER, VARIABLES);
addCheckCommand(command, FOLDER, VARIABLES);
addVerdictCommand(command, FOLDER);
addAllCommand(command, FOLDER, VARIABLES);

function sourceOption(): Option {
  return new Option('--source <uri>', 'like postgres://me@db:5432/shop').makeOptionMandatory();
}

void runCommand(command);
