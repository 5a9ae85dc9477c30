import { Command } from 'commander';
import { runCommand } from '../cli/command';
import { openPulumi } from '../toolchain/pulumi';

const HELP = `Usage: npm run pulumi -- ARGS

Runs the Pulumi CLI with this project's backend, secrets and tools in place. Without --stack it acts
on stack dev. \`npm run pulumi -- help\` shows what the CLI can do.
`;

const command = new Command('npm run pulumi --')
  .helpOption(false)
  .argument('[args...]')
  .allowUnknownOption()
  .action(async (args: string[]) => {
    if (args.length === 0 || args[0] === '--help') {
      process.stdout.write(HELP);
      return;
    }
    // The CLI's own default is the stack selected last, which the other commands change.
    process.env['PULUMI_STACK'] = 'dev';
    const pulumi = await openPulumi();
    process.exitCode = await pulumi.run(args);
  });

void runCommand(command);
