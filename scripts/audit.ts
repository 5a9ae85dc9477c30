import { auditStack, auditTable } from '../audit/audit-stack';
import { EXIT, runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readDeployment } from '../running/read-deployment';
import { dockerClient } from '../toolchain/docker/docker-client';

interface Options extends StackOptions {
  readonly json?: true;
}

const command = stackCommand(
  'npm run audit --',
  'Asserts what a safe stack has to have, on every node and container; exits with 1 unless it has.',
)
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: Options) => {
    const { plan } = await readDeployment(stack);
    const results = await auditStack(dockerClient(), plan);
    process.stdout.write(`${json ? JSON.stringify(results, undefined, 2) : auditTable(results)}\n`);
    if (results.some(({ result }) => result === 'failed')) process.exitCode = EXIT.failure;
  });

void runCommand(command);
