import { EXIT, runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readStackOutputs } from '../stack/read-outputs';
import { readStatus } from '../stack/read-status';
import { statusTable } from '../stack/status-table';
import { dockerClient } from '../toolchain/docker-client';

const command = stackCommand(
  'npm run status --',
  'Shows nodes, roles, lag, rows by worker and endpoints; exits with 1 unless all is healthy.',
)
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: StackOptions & { json?: boolean }) => {
    const status = await readStatus(await readStackOutputs(stack), dockerClient());
    process.stdout.write(json ? `${JSON.stringify(status, undefined, 2)}\n` : statusTable(status));
    if (!status.healthy) process.exitCode = EXIT.failure;
  });

void runCommand(command);
