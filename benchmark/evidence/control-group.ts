import { existsSync, readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { isLocalEngine } from '../../toolchain/docker/docker-client';
import type { ContainerFrame } from './container-frame';

/** Where Linux shows the control groups of both versions. */
const ROOT = '/sys/fs/cgroup';

/** The files of a running container that tell what it uses. */
export interface ControlGroupFiles {
  readonly version: 1 | 2;
  readonly cpu: string;
  readonly memory: string;
  readonly memoryDetails: string;
  readonly disk: string;
  readonly network: string;
}

/**
 * Finds the files that the kernel keeps of a container, which cost a tenth of Docker's stats to read:
 * with 13 containers, two to three milliseconds of CPU a second instead of fifty.
 *
 * @returns undefined where they can't be read here: the engine runs elsewhere, or this is no Linux
 * @throws Error if there is no such container, or it does not run
 */
export async function findControlGroup(
  docker: Docker,
  container: string,
): Promise<ControlGroupFiles | undefined> {
  if (!isLocalEngine()) return undefined;
  const { Id, State } = await docker.getContainer(container).inspect();
  if (!State.Running) throw new Error('it does not run');
  return controlGroupFiles(Id, State.Pid);
}

function controlGroupFiles(id: string, pid: number): ControlGroupFiles | undefined {
  try {
    const paths = controlGroupPaths(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
    const at = (controller: string, file: string): string => {
      const path = paths.get(controller);
      // The engine's process ids may be those of a virtual machine.
      if (path?.includes(id) !== true) throw new Error('not of this container');
      return `${ROOT}${controller === '' ? '' : `/${controller}`}${path}/${file}`;
    };
    const files: ControlGroupFiles = {
      network: `/proc/${pid}/net/dev`,
      ...(paths.has('cpuacct')
        ? {
            version: 1,
            cpu: at('cpuacct', 'cpuacct.usage'),
            memory: at('memory', 'memory.usage_in_bytes'),
            memoryDetails: at('memory', 'memory.stat'),
            disk: at('blkio', 'blkio.throttle.io_service_bytes_recursive'),
          }
        : {
            version: 2,
            cpu: at('', 'cpu.stat'),
            memory: at('', 'memory.current'),
            memoryDetails: at('', 'memory.stat'),
            disk: at('', 'io.stat'),
          }),
    };
    return [files.cpu, files.memory, files.disk].every((file) => existsSync(file))
      ? files
      : undefined;
  } catch {
    return undefined;
  }
}

/** Paths by controller of `/proc/<pid>/cgroup`; that of the second version has the empty name. */
export function controlGroupPaths(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .map((line) => /^\d+:([^:]*):(.+)$/.exec(line))
      .flatMap((parts) =>
        (parts?.[1] ?? '').split(',').map((name) => [name, parts?.[2] ?? ''] as const),
      )
      .filter(([, path]) => path !== ''),
  );
}

/**
 * Reads a container's usage. Synchronous, for a handful of small files that are no files: handing
 * each to a thread costs more than reading it.
 *
 * @throws Error once the container has ended
 */
export function readControlGroup(files: ControlGroupFiles): ContainerFrame {
  const read = (file: string): string => readFileSync(file, 'utf8');
  return parseControlGroup(files.version, {
    atMs: Date.now(),
    cpu: read(files.cpu),
    memory: read(files.memory),
    memoryDetails: read(files.memoryDetails),
    disk: read(files.disk),
    network: read(files.network),
  });
}

/** A frame from the files' contents. */
export function parseControlGroup(
  version: 1 | 2,
  texts: Readonly<Record<Exclude<keyof ControlGroupFiles, 'version'>, string>> & { atMs: number },
): ContainerFrame {
  const sum = (text: string, pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  const first = version === 1;
  const cache = first ? /^total_inactive_file (\d+)$/gm : /^inactive_file (\d+)$/gm;
  // Name, then eight figures of what was received, then those of what was sent.
  const received = /^\s*(?!lo:)\S+:\s*(\d+)/gm;
  const sent = /^\s*(?!lo:)\S+:(?:\s*\d+){8}\s+(\d+)/gm;
  return {
    atMs: texts.atMs,
    cpuMs: first ? Number(texts.cpu) / 1e6 : sum(texts.cpu, /^usage_usec (\d+)$/gm) / 1e3,
    memoryBytes: Math.max(0, Number(texts.memory) - sum(texts.memoryDetails, cache)),
    diskReadBytes: sum(texts.disk, first ? / Read (\d+)$/gm : /\brbytes=(\d+)/g),
    diskWriteBytes: sum(texts.disk, first ? / Write (\d+)$/gm : /\bwbytes=(\d+)/g),
    networkRxBytes: sum(texts.network, received),
    networkTxBytes: sum(texts.network, sent),
  };
}
