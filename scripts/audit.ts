import { auditStack, auditTable } from '../audit/audit-stack';
import { writeBills } from '../audit/bill-of-materials';
import { npmAdvisories } from '../audit/npm-advisories';
import { EXIT, runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readDeployment } from '../running/read-deployment';
import { clusterDocker } from '../running/hosts/cluster-docker';

interface Options extends StackOptions {
  readonly json?: true;
  readonly sbom?: string;
}

const command = stackCommand(
  'npm run audit --',
  'Asserts what a safe stack has to have, on every node and container; exits with 1 unless it has.',
)
  .option('--json', 'print one JSON document')
  .option('--sbom <folder>', 'write what images and npm packages it is made of, as CycloneDX')
  .action(async ({ stack, json, sbom }: Options) => {
    const { plan } = await readDeployment(stack);
    const docker = clusterDocker(plan);
    const results = await auditStack(docker, plan);
    process.stdout.write(`${json ? JSON.stringify(results, undefined, 2) : auditTable(results)}\n`);
    let failed = results.some(({ result }) => result === 'failed');
    if (sbom !== undefined) {
      const files = await writeBills(docker, plan, sbom);
      process.stderr.write(`written: ${files.join(', ')}\n`);
      const { counts = {}, said } = await npmAdvisories();
      process.stderr.write(`${said}; Debian's: compare the documents with its security tracker\n`);
      failed ||= (counts['high'] ?? 0) + (counts['critical'] ?? 0) > 0;
    }
    if (failed) process.exitCode = EXIT.failure;
  });

void runCommand(command);
