import { Option } from 'commander';
import { plainCommand, runCommand, wholeNumber } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { inspectSource } from '../own/inspect/inspect-source';
import { parseSource } from '../own/inspect/source';
import { makePlan } from '../own/plan/make-plan';
import { PLAN } from '../own/plan/plan-file';
import { PROFILE, readProfile } from '../own/read-profile';
import { assertWritable, writeWorkFile } from '../own/work-file';
import { seconds } from '../words/duration';

/** Where the files of all steps are, unless told otherwise. */
const FOLDER = 'own-database';

/** What libpq's variables tell of the source's password; commands clean their environment of them. */
const { PGPASSWORD, PGPASSFILE } = process.env;

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

const command = plainCommand(
  'npm run own --',
  'From a PostgreSQL of your own to whether, and how, to shard it.',
);

command
  .command('inspect')
  .description('Looks at a database, without writing to it: tables, statistics, statements.')
  .addOption(new Option('--source <uri>', 'like postgres://me@db:5432/shop').makeOptionMandatory())
  .option('--to <folder>', 'where its profile is put', FOLDER)
  .option('--interval <time>', 'between two readings of the statements', seconds(1), 60)
  .option('--replace', 'over a profile that is there')
  .action(async ({ source: text, to, interval, replace }: InspectOptions) => {
    const source = parseSource(text, {
      ...(PGPASSWORD !== undefined && { PGPASSWORD }),
      ...(PGPASSFILE !== undefined && { PGPASSFILE }),
    });
    await assertWritable(to, PROFILE, replace === true);
    const profile = await inspectSource(source, {
      intervalMs: interval * 1000,
      signal: stopSignal(['stopping: nothing was written', 'stopping; once more ends it at once']),
      say: (line) => process.stderr.write(`${line}\n`),
    });
    for (const note of profile.notes) process.stderr.write(`note: ${note}\n`);
    const file = await writeWorkFile(to, PROFILE, `${JSON.stringify(profile, null, 2)}\n`);
    process.stdout.write(`profile: ${file}\n`);
  });

command
  .command('plan')
  .description('Proposes how to distribute the tables of a profile, with reasons.')
  .option('--in <folder>', 'where the profile is', FOLDER)
  .option('--workers <n>', 'that it is planned for', wholeNumber(2, 128), 3)
  .option('--shards <n>', 'of each table', wholeNumber(2, 4096), 12)
  .option('--replace', 'over a plan that is there')
  .action(async ({ in: folder, replace, ...size }: PlanOptions) => {
    const profile = await readProfile(folder);
    await assertWritable(folder, PLAN, replace === true);
    const { text, lines } = await makePlan(profile, size);
    const file = await writeWorkFile(folder, PLAN, text);
    process.stdout.write(`${lines}\n\nplan: ${file}\n`);
  });

void runCommand(command);
