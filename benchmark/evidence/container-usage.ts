import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerPlan } from '../../topology/plan';
import { appendFrame, parseFrame, type ContainerFrame } from './container-frame';
import type { Warnings } from './warnings';

/** Pause before a stream that ended is opened again, ms: its container may be starting anew. */
const REOPEN_MS = 1000;

/** Collects what every container uses, one frame a second and container. */
export interface ContainerUsage {
  /** Frames by the container's name in the plan, in the order of time; this host's clock. */
  readonly frames: ReadonlyMap<string, readonly ContainerFrame[]>;
  stop(): void;
}

/**
 * Starts to listen to Docker's stats of each container, until it is told to stop. A container that
 * is stopped or missing for a while leaves a gap.
 */
export function watchContainers(
  docker: Docker,
  containers: readonly ContainerPlan[],
  warnings: Warnings,
): ContainerUsage {
  const frames = new Map<string, ContainerFrame[]>();
  const stops = containers.map((container) => {
    const into: ContainerFrame[] = [];
    frames.set(container.name, into);
    return watchContainer(docker, container, into, warnings);
  });
  return {
    frames,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

function watchContainer(
  docker: Docker,
  { name, container }: ContainerPlan,
  into: ContainerFrame[],
  warnings: Warnings,
): () => void {
  let stopped = false;
  let stream: Readable | undefined;
  let again: NodeJS.Timeout | undefined;
  let previous: ContainerFrame | undefined;
  // The engine may run on another machine, whose clock differs.
  let skewMs = Infinity;

  const listen = async (): Promise<void> => {
    const opened = (await docker.getContainer(container).stats({ stream: true })) as Readable;
    // It may have been stopped while the stream was being opened.
    if (isStopped()) {
      opened.destroy();
      return;
    }
    stream = opened;
    const ended = new Promise<void>((resolve) => opened.once('close', resolve));
    opened.on('error', () => opened.destroy());
    createInterface({ input: opened }).on('line', (line) => {
      const frame = parseFrame(line);
      if (frame === undefined) return;
      skewMs = Math.min(skewMs, Date.now() - frame.atMs);
      appendFrame(into, { ...frame, atMs: frame.atMs + skewMs }, previous);
      previous = frame;
    });
    await ended;
  };
  const isStopped = (): boolean => stopped;
  const run = (): void => {
    listen()
      .catch((error: unknown) => {
        if (!stopped) warnings.add(`usage of container ${name}`, error);
      })
      .finally(() => {
        if (!stopped) again = setTimeout(run, REOPEN_MS);
      });
  };
  run();
  return () => {
    stopped = true;
    clearTimeout(again);
    stream?.destroy();
  };
}
