import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { UserError } from '../words/user-error';
import { readDeployment } from '../running/read-deployment';
import { readStackOutputs } from '../running/read-outputs';
import { floatingUri, targetOption, targetUri, type Target } from '../topology/target';

type ConnectionOptions = StackOptions & {
  readonly to: Target;
  readonly ca?: true;
  readonly floating?: true;
};

const command = stackCommand('npm run connection --', 'Prints a connection URI, password included.')
  .addOption(targetOption())
  .option('--ca', 'print the certificates of the trusted authorities (PEM) instead')
  .option('--floating', 'by way of the floating address alone')
  .action(async ({ stack, to, ca, floating }: ConnectionOptions) => {
    if (ca) return void process.stdout.write(await authorities(stack));
    const outputs = await readStackOutputs(stack);
    process.stdout.write(`${floating ? floatingUri(outputs, to) : targetUri(outputs, to)}\n`);
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
