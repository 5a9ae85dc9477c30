import { Option } from 'commander';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { importInto, readExport } from '../export/into/import-stack';
import { stackTarget } from '../export/into/target-cluster';
import { openPlace } from '../export/place/open-place';
import { addS3Options, type S3Options } from '../export/place/s3-settings';
import { withStacks } from '../jobs/claimed-stacks';
import { readStackOutputs } from '../running/read-outputs';

interface Options extends StackOptions, S3Options {
  readonly from: string;
  readonly atOnce: number;
  readonly leaveOut: boolean;
}

const command = stackCommand(
  'npm run import --',
  'Puts an export into a stack of either engine: all of it, or nothing.',
)
  .addOption(
    new Option('--from <place>', 'folder of an export, or s3://BUCKET/PATH').makeOptionMandatory(),
  )
  .option('--leave-out', 'import what the stack can have of it, and tell the rest', false)
  .addOption(
    new Option('--at-once <n>', 'files whose rows go in at the same time')
      .argParser(wholeNumber(1, 64))
      .default(4),
  )
  .action(async ({ stack, from, atOnce, leaveOut, ...options }: Options) => {
    const signal = stopSignal([
      'stopping: what was made is removed',
      'stopping; once more ends it at once, and leaves what was made',
    ]);
    await withStacks([stack], 'import', async () => {
      const outputs = await readStackOutputs(stack);
      const place = openPlace(from, options, outputs.plan);
      const order = { atOnce, leaveOut, signal };
      const importable = await readExport(place);
      const { leftOut } = await importInto(await stackTarget(outputs), importable, order);
      const { manifest } = importable;
      for (const one of leftOut) process.stdout.write(`left out: ${one}\n`);
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      process.stdout.write(
        `stack "${stack}" has ${manifest.tables.length} tables with ${rows} rows of stack "${manifest.stack}" as of ${manifest.at}\n`,
      );
    });
  });

addS3Options(command);
void runCommand(command);
