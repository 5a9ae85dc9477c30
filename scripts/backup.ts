import { Option, type Command } from 'commander';
import { plainCommand, runCommand, type StackOptions } from '../cli/command';
import { backupLines } from '../running/backup/backup-lines';
import { readBackups, repositoriesOf } from '../running/backup/read-backups';
import { runJobs } from '../running/backup/run-jobs';
import { readDeployment } from '../running/read-deployment';
import type { ClusterPlan, GroupPlan } from '../topology/plan';
import { UserError } from '../words/user-error';

interface JobOptions extends StackOptions {
  readonly type?: 'full' | 'diff' | 'incr';
  readonly group?: string;
}

const command = plainCommand(
  'npm run backup --',
  'Shows what a stack can be restored to, backs it up now, and reads backups for damage.',
);

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .addOption(new Option('--stack <name>', 'stack to act on').default('dev'));
}

function chosenGroups(
  { groups, stack }: ClusterPlan,
  name: string | undefined,
): readonly GroupPlan[] {
  const chosen = groups.filter((group) => name === undefined || group.name === name);
  if (chosen.length > 0) return chosen;
  const names = groups.map((group) => group.name).join(', ');
  throw new UserError(`stack "${stack}" has no group ${name}`, `it has ${names}`);
}

add('list', 'Shows the time that can be restored to, backups by set, and gaps.')
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: StackOptions & { json?: true }) => {
    const { plan } = await readDeployment(stack);
    const backups = await readBackups(plan);
    const text =
      json === true ? JSON.stringify(backups, undefined, 2) : backupLines(backups, Date.now());
    process.stdout.write(`${text}\n`);
  });

add('now', 'Makes a base backup of every group, and shows how far it is.')
  .addOption(
    new Option('--type <kind>', 'all files, or those changed since the last full or any one')
      .choices(['full', 'diff', 'incr'])
      .default('incr'),
  )
  .option('--group <name>', 'of this group alone, e.g. worker-1')
  .action(async ({ stack, type = 'incr', group }: JobOptions) => {
    const { plan } = await readDeployment(stack);
    const groups = chosenGroups(plan, group);
    const order = { kind: 'backup', type, groups, repositories: repositoriesOf(plan) } as const;
    await runJobs(order, `${type} backup of ${group ?? `stack ${stack}`}`);
  });

add('verify', 'Reads all that is stored and compares it with its checksums.')
  .option('--group <name>', 'of this group alone, e.g. worker-1')
  .action(async ({ stack, group }: JobOptions) => {
    const { plan } = await readDeployment(stack);
    const groups = chosenGroups(plan, group);
    const order = { kind: 'verification', groups, repositories: repositoriesOf(plan) } as const;
    await runJobs(order, `verification of ${group ?? `stack ${stack}`}`);
  });

void runCommand(command);
