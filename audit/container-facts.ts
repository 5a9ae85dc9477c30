import type Docker from 'dockerode';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ContainerPlan } from '../topology/plan';

/** What the engine and the kernel say of a container. */
export interface ContainerFacts {
  readonly inspect: Docker.ContainerInspectInfo;
  /** All that run in it. */
  readonly processes: readonly ProcessFacts[];
  /** Directories of its own root, beside volumes, that its user can write to. */
  readonly writable: readonly string[];
}

/** What a process may do, by /proc/PID/status. */
export interface ProcessFacts {
  readonly name: string;
  readonly uid: number;
  /** Capabilities that it has, or could ever get, hexadecimal. */
  readonly effective: string;
  readonly bounding: string;
  /** Whether it gets no rights by running a file that has some. */
  readonly noNewPrivileges: boolean;
  /** Whether its system calls are filtered. */
  readonly filtered: boolean;
}

const PROCESSES = `for process in /proc/[0-9]*; do
  tr '\\n' ' ' < "$process/status" 2>/dev/null && echo; done; true`;

const WRITABLE = `find / -xdev -type d -writable 2>/dev/null; true`;

/** Looks at a running container. */
export async function containerFacts(
  docker: Docker,
  { container }: ContainerPlan,
): Promise<ContainerFacts> {
  const own = docker.getContainer(container);
  const run = async (script: string): Promise<string[]> =>
    (await execInContainer(own, ['sh', '-c', script])).output.trim().split('\n').filter(Boolean);
  const [inspect, processes, writable] = await Promise.all([
    own.inspect(),
    run(PROCESSES),
    run(WRITABLE),
  ]);
  return { inspect, processes: processes.map(processFacts).filter(isOwn), writable };
}

/** Not one that has just ended, nor one that Docker has not yet made of the container. */
function isOwn({ name }: ProcessFacts): boolean {
  return name !== '' && !name.startsWith('runc:');
}

/** Reads a process's status, its lines joined by spaces. */
export function processFacts(status: string): ProcessFacts {
  const field = (name: string): string =>
    new RegExp(`(?:^|\\s)${name}:\\s+(\\S+)`).exec(status)?.[1] ?? '';
  return {
    name: field('Name'),
    // The real one comes first.
    uid: Number(field('Uid')),
    effective: field('CapEff'),
    bounding: field('CapBnd'),
    noNewPrivileges: field('NoNewPrivs') === '1',
    filtered: field('Seccomp') === '2',
  };
}
