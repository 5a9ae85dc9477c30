import { UserError } from '../../words/user-error';
import type { StackOutputs } from '../../topology/stack-outputs';
import { allNodes, type NodePlan } from '../../topology/plan';
import { now, sleep } from '../../words/clock';
import { primaryOf } from '../checks/cluster-state';
import { askManager } from '../../running/ask-manager';
import { switchOver } from '../../running/switch-over';
import { messageOf } from '../../words/message-of';
import type { ExecResult } from '../../toolchain/docker/container-exec';
import { FAULTS, type FaultName } from './fault';
import { rollingUpdate } from './rolling-update';
import type { StackContainers } from './stack-containers';
import type { FaultTarget } from './target';

/** A fault that has happened. */
export interface Injection {
  /** When it began, ms since the epoch. */
  readonly at: number;
  /** When it was done; a clean shutdown takes a while. */
  readonly doneAt: number;
  /** What was hit, e.g. `worker-1-a`. */
  readonly hit: readonly string[];
  /** Nodes that were primaries and can't be any more until they are healed. */
  readonly gone: readonly string[];
  /** Containers that have to be made whole. */
  readonly broken: readonly string[];
}

/** What faults act on. */
export interface InjectionParts {
  readonly outputs: StackOutputs;
  readonly containers: StackContainers;
}

/** How long a primary is looked for, ms. */
const PRIMARY_LIMIT_MS = 15_000;

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
    return { at, doneAt: now(), hit: [target.name], gone: [], broken: [] };
  }
  if (fault === 'switchover') return switchover(target, parts);
  const victims = await victimsOf(fault, target, parts);
  const at = now();
  const broken = FAULTS[fault].held ? victims.map(({ container }) => container) : [];
  await hurt(fault, victims, broken, parts.containers);
  const hit = victims.map(({ name }) => name);
  const nodes = allNodes(parts.outputs.plan).map(({ name }) => name);
  // A killed postmaster may be started again where it was.
  const gone = fault === 'kill-postgres' ? [] : hit.filter((name) => nodes.includes(name));
  return { at, doneAt: now(), hit, gone, broken };
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

async function victimsOf(fault: FaultName, target: FaultTarget, parts: InjectionParts) {
  switch (target.kind) {
    case 'node':
      return [target.node];
    case 'group': {
      const groups = fault === 'coordinator-and-worker' ? [0, target.group.group] : [];
      const hit = groups.length > 0 ? groups : [target.group.group];
      return primaries(hit, parts);
    }
    case 'role':
      throw new Error(`${fault} can't hit a role`);
    default:
      return target.containers;
  }
}

/** The primaries of groups; waits a little where a node is too busy to say that it is one. */
async function primaries(
  groups: readonly number[],
  { outputs }: InjectionParts,
): Promise<NodePlan[]> {
  const deadline = now() + PRIMARY_LIMIT_MS;
  for (;;) {
    const status = await askManager(outputs).catch(() => undefined);
    const found = groups.map((group) => {
      const name = status === undefined ? undefined : primaryOf(status, group);
      return allNodes(outputs.plan).find((one) => one.name === name);
    });
    const nodes = found.filter((node) => node !== undefined);
    if (nodes.length === groups.length) return nodes;
    if (now() > deadline) {
      const missing = groups.find((_, i) => found[i] === undefined);
      throw new UserError(
        `group ${missing} of stack "${outputs.plan.stack}" has no primary`,
        'see `npm run status`',
      );
    }
    await sleep(250);
  }
}

async function switchover(target: FaultTarget, parts: InjectionParts): Promise<Injection> {
  if (target.kind !== 'group') throw new Error(`switchover can't hit a ${target.kind}`);
  const [leader] = await primaries([target.group.group], parts);
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
  return { at, doneAt: now(), hit: [leader.name], gone: [], broken: [] };
}
