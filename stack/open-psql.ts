import { UserError } from '../words/user-error';
import { receivedSignal } from '../cli/stop-signal';
import { capture, runAttached } from '../toolchain/child-process';
import { dockerHost } from '../toolchain/docker/docker-client';
import {
  containedProgram,
  libpqEnvironment,
  type ContainedProgram,
} from '../running/client-program';
import { findOnPath } from '../toolchain/pulumi/plugins';
import { addressOf, waysIn, type ClusterPlan } from '../topology/plan';
import type { StackOutputs } from '../topology/stack-outputs';
import { targetUri, type Target } from '../topology/target';
import { uriOfEachHost, type HostUris } from '../topology/uri-hosts';

/**
 * Opens psql on an endpoint: the one of this machine, else one in a container of its own, which ends
 * with it. The password goes by the environment. Both verify a server that speaks TLS.
 *
 * @param args psql's own arguments
 * @returns psql's exit code
 * @throws UserError where there is neither
 */
export async function openPsql(
  outputs: StackOutputs,
  to: Target,
  args: readonly string[],
): Promise<number> {
  const { plan, caCertificate } = outputs;
  const uris = uriOfEachHost(targetUri(outputs, to));
  const ownsTerminal = process.stdin.isTTY;
  if (findOnPath('psql') !== undefined) {
    const env = { ...process.env, ...clientEnvironment(plan, uris) };
    return runAttached('psql', args, { env, ownsTerminal });
  }
  if (findOnPath('docker') === undefined) {
    throw new UserError('there is neither psql nor docker on PATH', 'install a PostgreSQL client');
  }
  const variables = { ...clientEnvironment(plan, uris), ...innerAddresses(plan, to) };
  const psql = containedProgram('/opt/postgresql/bin/psql', variables, caCertificate);
  const host = dockerHost();
  const env = { ...process.env, ...(host !== undefined && { DOCKER_HOST: host }), ...psql.env };
  const name = `citus-${plan.stack}-psql-${process.pid}`;
  const run = dockerRun(plan, name, await runningCoordinator(plan, env), psql);
  const code = await runAttached('docker', [...run, ...args], { env, ownsTerminal });
  // On a terminal docker ends by a signal without its container.
  if (receivedSignal() !== undefined) await capture('docker', ['rm', '--force', name], { env });
  return code;
}

/**
 * Docker's arguments before psql's. An exec in the coordinator would outlive its client, and a
 * container in the stack's network would keep that from being removed.
 */
function dockerRun(
  { images }: ClusterPlan,
  name: string,
  coordinator: string,
  { options, command }: ContainedProgram,
): string[] {
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? ['--tty'] : [];
  return [
    ...['run', '--rm', '--init', '--interactive', ...terminal, '--name', name],
    ...['--network', `container:${coordinator}`, '--user', 'postgres'],
    ...[...options, images.database.name, ...command],
  ];
}

/** The endpoint as the cluster's containers see it, at every way in. */
function innerAddresses(plan: ClusterPlan, to: Target) {
  const places = waysIn(plan).map(({ loadBalancer, pooler }) =>
    to === 'pooled'
      ? { host: addressOf(pooler), port: pooler.port.internal }
      : {
          host: addressOf(loadBalancer),
          port: loadBalancer.ports[to === 'any' ? 'anyNode' : to].internal,
        },
  );
  return {
    PGHOST: places.map(({ host }) => host).join(),
    PGPORT: places.map(({ port }) => port).join(),
  };
}

function clientEnvironment(
  { database, user }: ClusterPlan,
  uris: HostUris,
): Record<string, string> {
  return { ...libpqEnvironment(uris), PGDATABASE: database, PGUSER: user };
}

async function runningCoordinator(plan: ClusterPlan, env: NodeJS.ProcessEnv): Promise<string> {
  const coordinators = plan.groups[0]?.nodes ?? [];
  for (const { container } of coordinators) {
    const format = ['inspect', '--format', '{{.State.Running}}', container];
    const { stdout } = await capture('docker', format, { env });
    if (stdout.trim() === 'true') return container;
  }
  throw new UserError(
    `no coordinator of stack "${plan.stack}" runs`,
    `\`npm run status -- --stack ${plan.stack}\` shows the nodes`,
  );
}
