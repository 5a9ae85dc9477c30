import { Command } from 'commander';
import { runCommand } from '../cli/command';
import { assertOwnPlugins, selectStack } from '../stack/open-stack';
import { configFileArguments } from '../toolchain/pulumi/config-copy';
import { listStacks } from '../toolchain/pulumi/stack-files';
import { openPulumi } from '../toolchain/pulumi/pulumi';

const HELP = `Usage: npm run pulumi -- ARGS

Runs the Pulumi CLI with this project's backend, secrets and tools in place. Without --stack it acts
on stack dev. \`npm run pulumi -- help\` shows what the CLI can do.
`;

/** Commands that read or change resources by way of the plugins. */
const CHANGING = new Set(['up', 'update', 'preview', 'destroy', 'refresh', 'import', 'watch']);

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
    const stack = stackOf(args);
    // Pulumi stores configuration of stacks that it knows; a file alone is enough here.
    if (args.includes('config') && listStacks().includes(stack)) await selectStack(stack, pulumi);
    if (CHANGING.has(args[0] ?? '')) assertOwnPlugins(stack, pulumi);
    const changing = CHANGING.has(args[0] ?? '');
    const isOwnChoice = args.some((word) => word.startsWith('--config-file'));
    const file = changing && !isOwnChoice ? configFileArguments(stack) : [];
    process.exitCode = await pulumi.run([...args.slice(0, 1), ...file, ...args.slice(1)]);
  });

/** The stack that the CLI's arguments name. */
function stackOf(args: readonly string[]): string {
  const at = args.findIndex((word) => word === '--stack' || word === '-s');
  const joined = args.find((word) => word.startsWith('--stack='))?.slice('--stack='.length);
  return joined ?? (at === -1 ? undefined : args[at + 1]) ?? 'dev';
}

void runCommand(command);
