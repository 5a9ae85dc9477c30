import { Option } from 'commander';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { exportStack } from '../export/export-stack';
import { openPlace } from '../export/place/open-place';
import { addS3Options, type S3Options } from '../export/place/s3-settings';
import { readDeployment } from '../running/read-deployment';

interface Options extends StackOptions, S3Options {
  readonly to: string;
  readonly atOnce: number;
}

const command = stackCommand(
  'npm run export --',
  'Writes all definitions and rows of a stack into files, as of one moment, while it is written to.',
)
  .addOption(
    new Option('--to <place>', 'an empty folder, or s3://BUCKET/PATH').makeOptionMandatory(),
  )
  .addOption(
    new Option('--at-once <n>', 'shards copied at the same time from each node')
      .argParser(wholeNumber(1, 32))
      .default(2),
  )
  .action(async ({ stack, to, atOnce, ...options }: Options) => {
    const signal = stopSignal([
      'stopping: what was written is removed',
      'stopping; once more ends it at once',
    ]);
    const deployment = await readDeployment(stack);
    const place = openPlace(to, options, deployment.plan);
    const { manifest, heldMs } = await exportStack(deployment, place, atOnce, signal);
    const { tables, at, widthMs } = manifest;
    process.stdout.write(
      `${place.name} has ${tables.length} tables as of ${at}, all groups within ${widthMs} ms; ` +
        `commits over several groups waited ${heldMs} ms\n`,
    );
  });

addS3Options(command);
void runCommand(command);
