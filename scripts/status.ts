import { EXIT, runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readDeployment } from '../stack/read-deployment';
import { readStatus } from '../stack/read-status';
import { statusTable } from '../stack/status-table';

const command = stackCommand(
  'npm run status --',
  'Shows nodes, roles, lag, rows by worker and endpoints; exits with 1 unless all is healthy.',
)
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: StackOptions & { json?: boolean }) => {
    const status = await readStatus(await readDeployment(stack), async () =>
      (await import('../toolchain/docker-client.js')).dockerClient(),
    );
    process.stdout.write(json ? `${JSON.stringify(status, undefined, 2)}\n` : statusTable(status));
    if (!status.healthy) process.exitCode = EXIT.failure;
  });

void runCommand(command);
