import { EXIT, runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readDeployment } from '../running/read-deployment';
import { readStatus } from '../running/read-status';
import { statusTable } from '../stack/status-table';

type StatusOptions = StackOptions & { json?: boolean; exact?: boolean };

const command = stackCommand(
  'npm run status --',
  'Shows nodes, roles, lag, rows by worker and endpoints; exits with 1 unless all is healthy.',
)
  .option('--json', 'print one JSON document')
  .option('--exact', 'count the rows, which reads all of them, instead of estimating')
  .action(async ({ stack, json, exact }: StatusOptions) => {
    const deployment = await readDeployment(stack);
    const status = await readStatus(deployment, { counted: exact === true });
    process.stdout.write(
      json ? `${JSON.stringify(status, undefined, 2)}\n` : statusTable(status, deployment.plan),
    );
    if (!status.healthy) process.exitCode = EXIT.failure;
  });

void runCommand(command);
