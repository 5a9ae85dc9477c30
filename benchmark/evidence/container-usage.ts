import { setMaxListeners } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { sleep } from '../../words/clock';
import type { ContainerPlan } from '../../topology/plan';
import { appendFrame, parseFrame, type ContainerFrame } from './container-frame';
import { findControlGroup, readControlGroup, type ControlGroupFiles } from './control-group';
import { SAMPLE_INTERVAL_MS } from './sampling';
import type { Warnings } from './warnings';

/** Pause before a container that ended is looked for again, ms: it may be starting anew. */
const REOPEN_MS = 1000;

/** Collects what every container uses, one frame a second and container. */
export interface ContainerUsage {
  /** Frames by the container's name in the plan, in the order of time; this host's clock. */
  readonly frames: ReadonlyMap<string, readonly ContainerFrame[]>;
  stop(): void;
}

/** Ways to follow one running container; each ends when the container does. */
type Follow = (take: (frame: ContainerFrame) => void, signal: AbortSignal) => Promise<void>;

/**
 * Starts to watch each container until it is told to stop: by the kernel's own files where the
 * engine is on this machine, else by Docker's stats stream. A container that is stopped or missing
 * for a while leaves a gap and a warning.
 */
export function watchContainers(
  docker: Docker,
  containers: readonly ContainerPlan[],
  warnings: Warnings,
): ContainerUsage {
  const stopping = new AbortController();
  // Every container listens to it.
  setMaxListeners(0, stopping.signal);
  const frames = new Map<string, ContainerFrame[]>();
  for (const { name, container } of containers) {
    const into: ContainerFrame[] = [];
    frames.set(name, into);
    const follow = async (): Promise<Follow> => {
      const files = await findControlGroup(docker, container);
      return files === undefined ? byStats(docker, container) : byFiles(files);
    };
    void watchContainer(follow, into, stopping.signal, (error) => {
      warnings.add(`usage of container ${name}`, error);
    });
  }
  return {
    frames,
    stop: () => {
      stopping.abort();
    },
  };
}

async function watchContainer(
  follow: () => Promise<Follow>,
  into: ContainerFrame[],
  signal: AbortSignal,
  warn: (error: unknown) => void,
): Promise<void> {
  let previous: ContainerFrame | undefined;
  const take = (frame: ContainerFrame): void => {
    appendFrame(into, frame, previous);
    previous = frame;
  };
  while (!signal.aborted) {
    try {
      const untilItEnds = await follow();
      await untilItEnds(take, signal);
    } catch (error) {
      if (!signal.aborted) warn(error);
    }
    await sleep(REOPEN_MS, signal);
  }
}

function byFiles(files: ControlGroupFiles): Follow {
  return async (take, signal) => {
    while (!signal.aborted) {
      take(readControlGroup(files));
      // All containers are read at the same moment, on the whole second.
      await sleep(SAMPLE_INTERVAL_MS - (Date.now() % SAMPLE_INTERVAL_MS), signal);
    }
  };
}

function byStats(docker: Docker, container: string): Follow {
  return async (take, signal) => {
    const stream = (await docker.getContainer(container).stats({ stream: true })) as Readable;
    // The engine may run on another machine, whose clock differs.
    let skewMs = Infinity;
    const ended = new Promise<void>((resolve) => stream.once('close', resolve));
    const close = (): void => {
      stream.destroy();
    };
    stream.on('error', close);
    signal.addEventListener('abort', close);
    if (signal.aborted) close();
    createInterface({ input: stream }).on('line', (line) => {
      const frame = parseFrame(line);
      if (frame === undefined) return;
      skewMs = Math.min(skewMs, Date.now() - frame.atMs);
      take({ ...frame, atMs: frame.atMs + skewMs });
    });
    await ended;
    signal.removeEventListener('abort', close);
  };
}
