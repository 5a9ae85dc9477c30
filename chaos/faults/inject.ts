import { UserError } from '../../words/user-error';
import { allNodes } from '../../topology/plan';
import { now } from '../../words/clock';
import { switchOver } from '../../running/switch-over';
import { messageOf } from '../../words/message-of';
import type { ExecResult } from '../../toolchain/docker/container-exec';
import { FAULTS, type FaultName } from './fault';
import type { Injection, InjectionParts } from './injection';
import { injectHost } from './inject-host';
import { primaries } from './primaries';
import { rollingUpdate } from './rolling-update';
import type { HostTarget } from './host-target';
import type { StackContainers } from './stack-containers';
import type { FaultTarget } from './target';

/** What a fault has done that leaves nothing broken. */
const NOTHING = { gone: [], bereft: [], heal: undefined } as const;

/** Where PostgreSQL leaves its process id, on the first line. */
const PID_FILE = '/var/lib/postgresql/cluster/postmaster.pid';

/**
 * Breaks something. Which node is primary is asked now.
 *
 * @throws UserError where there is nothing to break, e.g. a group without a primary
 */
export async function inject(
  fault: FaultName,
  target: FaultTarget,
  parts: InjectionParts,
): Promise<Injection> {
  if (fault === 'rolling-update') {
    if (target.kind !== 'role') throw new Error(`${fault} can't hit a ${target.kind}`);
    const at = now();
    await rollingUpdate(parts.outputs.plan, target.groups);
    return { ...NOTHING, at, doneAt: now(), hit: [target.name] };
  }
  if (target.kind === 'host') return injectHost(fault, target, parts);
  if (fault === 'switchover') return switchover(target, parts);
  const victims = await victimsOf(fault, target, parts);
  const at = now();
  const broken = FAULTS[fault].held ? victims.map(({ container }) => container) : [];
  await hurt(fault, victims, broken, parts.containers);
  const hit = victims.map(({ name }) => name);
  const nodes = allNodes(parts.outputs.plan).map(({ name }) => name);
  // A killed postmaster may be started again where it was.
  const gone = fault === 'kill-postgres' ? [] : hit.filter((name) => nodes.includes(name));
  const heal = (): Promise<void> => parts.containers.makeAllWhole(broken);
  const held = broken.length > 0;
  return { ...NOTHING, at, doneAt: now(), hit, gone, heal: held ? heal : undefined };
}

/** Hits every victim. Where one can't be hit, those that were are made whole before it is said. */
async function hurt(
  fault: FaultName,
  victims: readonly { readonly container: string }[],
  broken: readonly string[],
  containers: StackContainers,
): Promise<void> {
  const attempts = await Promise.allSettled(
    victims.map(({ container }) => act(fault, container, containers)),
  );
  const failed = attempts.find((attempt) => attempt.status === 'rejected');
  if (failed === undefined) return;
  // What is said is what went wrong first; a container that can't be made whole is seen by the next
  // command's check of the stack.
  await containers.makeAllWhole(broken).catch(() => undefined);
  throw failed.reason;
}

async function act(fault: FaultName, name: string, containers: StackContainers): Promise<void> {
  switch (fault) {
    case 'kill-postgres':
      return run(containers, name, `kill -9 $(head -n 1 ${PID_FILE})`);
    case 'kill-haproxy':
    case 'kill-manager':
      // A process that dies by itself is started again by Docker; a killed container is not.
      return run(containers, name, 'kill -9 $(cat /proc/1/task/1/children)');
    case 'stop':
      return containers.stop(name);
    case 'pause':
      return containers.pause(name);
    case 'disconnect':
      return containers.disconnect(name);
    default:
      return containers.kill(name);
  }
}

async function run(containers: StackContainers, name: string, line: string): Promise<void> {
  const { code, output } = await containers.exec(name, ['sh', '-c', line]);
  // Killing the container's main process takes the shell with it.
  if (code !== 0 && code !== 137 && code !== -1) {
    throw new UserError(`\`${line}\` in ${name} ended with ${code}: ${output.trim()}`);
  }
}

async function victimsOf(
  fault: FaultName,
  target: Exclude<FaultTarget, HostTarget>,
  parts: InjectionParts,
) {
  switch (target.kind) {
    case 'node':
      return [target.node];
    case 'group': {
      const groups = fault === 'coordinator-and-worker' ? [0, target.group.group] : [];
      const hit = groups.length > 0 ? groups : [target.group.group];
      return primaries(hit, parts.outputs);
    }
    case 'role':
      throw new Error(`${fault} can't hit a role`);
    default:
      return target.containers;
  }
}

async function switchover(target: FaultTarget, parts: InjectionParts): Promise<Injection> {
  if (target.kind !== 'group') throw new Error(`switchover can't hit a ${target.kind}`);
  const [leader] = await primaries([target.group.group], parts.outputs);
  if (leader === undefined) throw new Error('a group without a primary passed');
  const at = now();
  const exec = (command: readonly string[], user: string): Promise<ExecResult> =>
    parts.containers.exec(leader.container, command, user);
  await switchOver(exec, leader.name).catch((error: unknown) => {
    throw new UserError(
      `Patroni refused to switch ${target.name} over: ${messageOf(error)}`,
      'see `npm run status`',
    );
  });
  return { ...NOTHING, at, doneAt: now(), hit: [leader.name] };
}
