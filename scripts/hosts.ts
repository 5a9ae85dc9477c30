import { Option, type Command } from 'commander';
import { confirm } from '../cli/confirm';
import { plainCommand, runCommand, type StackOptions } from '../cli/command';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { PLACEMENT_VARIABLE } from '../running/staged-plan';
import type { Deployment } from '../running/local-state';
import { readDeployment } from '../running/read-deployment';
import { readStatus, type StackStatus } from '../running/read-status';
import { bringUp } from '../stack/bring-up';
import { awaitStatus } from '../stack/hosts/await-status';
import { hostTable, listHosts } from '../stack/hosts/host-list';
import { writeHostState } from '../stack/hosts/host-state';
import { loseHost } from '../stack/hosts/lose-host';
import { stopZombies } from '../stack/hosts/stop-zombies';
import { awayFrom, handOverEach, toPlaced } from '../stack/hosts/primaries';
import { loadConfig } from '../stack/load-config';
import { listOf } from '../topology/change/change-rule';
import { movedRepositories } from '../topology/change/host-rules';
import type { HostConfig } from '../topology/hosts/host-config';
import { levelPlacement } from '../topology/hosts/level-placement';
import { placementSteps } from '../topology/hosts/placement-steps';
import { allContainers, placementOf, type ClusterPlan } from '../topology/plan';
import { UserError } from '../words/user-error';

const command = plainCommand(
  'npm run hosts --',
  'Shows the hosts of a stack, empties, mends and fills them.',
);

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .addOption(new Option('--stack <name>', 'stack to act on').default('dev'));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A stack on several hosts, one of which is named. @throws UserError where it is not */
async function open(
  stack: string,
  name: string,
): Promise<{ deployment: Deployment; host: HostConfig }> {
  const deployment = await readDeployment(stack);
  const { hosts } = deployment.plan;
  if (hosts === undefined) {
    throw new UserError(
      `stack "${stack}" stands on one host`,
      'a stack on several is a new one: set hosts in its file (docs/hosts.md)',
    );
  }
  const host = hosts.find((one) => one.name === name);
  if (host !== undefined) return { deployment, host };
  const names = hosts.map((one) => one.name).join(', ');
  throw new UserError(`stack "${stack}" has no host ${name}`, `it has ${names}`);
}

/** @throws UserError where the cluster lacks something, so that nothing more should be taken from it */
function requireHealth(status: StackStatus, stack: string, what: string): void {
  if (!status.healthy) throw notHealthy(status, stack, what);
}

function notHealthy({ reasons }: StackStatus, stack: string, what: string): UserError {
  return new UserError(
    `stack "${stack}" is not healthy: ${reasons.join('; ')}; ${what}`,
    'wait until it is, or mend what it lacks',
  );
}

add('list', 'Shows the hosts, whether their engines answer, and what stands on each.')
  .option('--json', 'print them as JSON')
  .action(async ({ stack, json }: StackOptions & { json?: true }) => {
    const deployment = await readDeployment(stack);
    await stopZombies(deployment.plan, say);
    const hosts = await listHosts(deployment.plan, await readStatus(deployment));
    const text = json === true ? JSON.stringify(hosts, null, 2) : hostTable(hosts);
    process.stdout.write(`${text}\n`);
  });

add('drain', "Has a host's primaries hand over, so that it can be stopped for a while.")
  .argument('<host>', 'its name, e.g. h2')
  .option('--remove', 'move everything to other hosts for good, and use it no more')
  .option('--yes', 'do not ask')
  .action(async (name: string, { stack, remove, yes }: DrainOptions) => {
    const { deployment, host } = await open(stack, name);
    const { plan } = deployment;
    const status = await readStatus(deployment);
    requireHealth(status, stack, `${name} is not drained`);
    if (remove === true && yes !== true)
      await confirm(`Move everything from ${name} to other hosts${keptThere(plan, name)}?`);
    const due = awayFrom(plan, status, host.name);
    if (remove === true) markDraining(stack, host);
    await handOverEach(deployment, clusterDocker(plan), due, say);
    const own = (plan.backup?.repositories ?? []).filter((one) => one.host === name);
    if (remove !== true) {
      for (const { name: repository } of own) {
        say(
          `${repository} stays there: while ${name} is stopped nothing is archived in it, and log waits on the nodes (backup.queueMaxGiB)`,
        );
      }
      say(
        `${name} has no primary: it can be stopped and started; then \`npm run hosts -- resume ${name} --stack ${stack}\``,
      );
      return;
    }
    const { outputs } = await bringUp(stack, { yes: true });
    for (const line of movedRepositories(plan, outputs.plan)) say(line);
    say(`${name} has nothing of stack "${stack}": take hosts.${name} out of Pulumi.${stack}.yaml`);
  });

/** What does not move, in words. */
function keptThere({ backup }: ClusterPlan, host: string): string {
  const volumes = (backup?.repositories ?? []).flatMap((one) =>
    one.host === host && one.repository.type === 'volume' ? [one.volume] : [],
  );
  if (volumes.length === 0) return '';
  return ` but its backups (${listOf(volumes)}), which stay there while new ones begin elsewhere`;
}

/** @throws UserError where the others would not do without it; the file is as before then */
function markDraining(stack: string, { name, state }: HostConfig): void {
  writeHostState(stack, name, 'draining');
  try {
    loadConfig(stack);
  } catch (error) {
    writeHostState(stack, name, state);
    throw error;
  }
}

interface DrainOptions extends StackOptions {
  readonly remove?: true;
  readonly yes?: true;
}

add('resume', 'Has a host that was drained take part again, with the primaries that it had.')
  .argument('<host>', 'its name, e.g. h2')
  .action(async (name: string, { stack }: StackOptions) => {
    const { deployment } = await open(stack, name);
    const { plan } = deployment;
    // As the file has it: the deployment may have been refused, or cut off.
    const wanted = loadConfig(stack).hosts.find((one) => one.name === name);
    if (wanted?.state === 'draining') {
      writeHostState(stack, name, 'active');
      say(`${name} is active again for what is made from now on`);
    }
    const status = await awaitHealth(deployment);
    const due = toPlaced(plan, status, name);
    await handOverEach(deployment, clusterDocker(plan), due, say);
    say(due.length === 0 ? `${name} has its primaries` : `${name} is back with its primaries`);
  });

function awaitHealth(deployment: Deployment): Promise<StackStatus> {
  return awaitStatus(
    deployment,
    ({ healthy }) => healthy,
    (status) => notHealthy(status, deployment.plan.stack, 'nothing was changed'),
  );
}

add('lost', 'Gives a host up that is gone for good, and makes what it had on the others.')
  .argument('<host>', 'its name, e.g. h2')
  .option('--yes', 'do not ask')
  .action(async (name: string, { stack, yes }: StackOptions & { yes?: true }) => {
    const { deployment, host } = await open(stack, name);
    if (yes !== true) await confirm(`Give ${name} of stack "${stack}" up for good?`);
    await loseHost(deployment, host, say);
    const { outputs } = await bringUp(stack, { yes: true });
    for (const line of movedRepositories(deployment.plan, outputs.plan)) say(line);
  });

add(
  'rebalance',
  'Moves parts to hosts that have fewer, new ones for instance, and spreads the primaries.',
)
  .option('--yes', 'do not ask')
  .action(async ({ stack, yes }: StackOptions & { yes?: true }) => {
    const deployment = await readDeployment(stack);
    const former = placementOf(deployment.plan);
    if (former === undefined) throw new UserError(`stack "${stack}" stands on one host`);
    const status = await readStatus(deployment);
    requireHealth(status, stack, 'nothing was moved');
    const steps = placementSteps(former, levelPlacement(loadConfig(stack), former));
    if (steps.length === 0) say('everything stands where it should');
    else if (yes !== true)
      await confirm(`Move parts between hosts, in ${steps.length} deployments?`);
    for (const step of steps) {
      process.env[PLACEMENT_VARIABLE] = JSON.stringify(step);
      await bringUp(stack, { yes: true });
    }
    const moved = await readDeployment(stack);
    const due = toPlaced(moved.plan, await awaitHealth(moved));
    await handOverEach(moved, clusterDocker(moved.plan), due, say);
    const count = allContainers(moved.plan).filter(
      ({ name }) => !allContainers(deployment.plan).some((one) => one.name === name),
    ).length;
    say(`${count} parts moved, ${due.length} primaries handed over`);
  });

void runCommand(command);
