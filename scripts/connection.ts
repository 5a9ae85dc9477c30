import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { UserError } from '../words/user-error';
import { readDeployment } from '../running/read-deployment';
import { readStackOutputs } from '../running/read-outputs';
import { targetOption, targetUri, type Target } from '../topology/target';

type ConnectionOptions = StackOptions & { readonly to: Target; readonly ca?: true };

const command = stackCommand('npm run connection --', 'Prints a connection URI, password included.')
  .addOption(targetOption())
  .option('--ca', 'print the certificates of the trusted authorities (PEM) instead')
  .action(async ({ stack, to, ca }: ConnectionOptions) => {
    process.stdout.write(
      ca ? await authorities(stack) : `${targetUri(await readStackOutputs(stack), to)}\n`,
    );
  });

async function authorities(stack: string): Promise<string> {
  const { caCertificate } = await readDeployment(stack);
  if (caCertificate !== undefined) return `${caCertificate.trimEnd()}\n`;
  throw new UserError(
    `stack "${stack}" has no certificate authority: it speaks no TLS`,
    'docs/configuration.md tells how to turn it on',
  );
}

void runCommand(command);
