import { plainCommand, runCommand } from '../cli/command';
import { setup } from '../stack/setup';

const command = plainCommand(
  'npm run setup --',
  'Finds or gets the tools: Docker engine, Pulumi CLI and plugins, k6, base image.',
)
  .option('--yes', 'install Debian packages and start the Docker engine where that is needed')
  .option('--stack <name>', "also get the image under this stack's database nodes")
  .action(async ({ yes, stack }: { yes?: boolean; stack?: string }) => {
    await setup({ yes: yes === true }, stack);
  });

void runCommand(command);
