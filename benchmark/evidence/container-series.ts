import { frameAt, type ContainerFrame } from './container-frame';
import type { ContainerSeries, ContainerSummary } from '../../results/evidence-schema';

/** The measured time, ms since 1970. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A container's figures by the second of the measured time. */
export function containerSeries(
  name: string,
  frames: readonly ContainerFrame[],
  { fromMs, toMs }: TimeSpan,
): ContainerSeries {
  const seconds = Math.round((toMs - fromMs) / 1000);
  const edges = Array.from({ length: seconds + 1 }, (_, t) => frameAt(frames, fromMs + t * 1000));
  const column = (figure: (begin: ContainerFrame, end: ContainerFrame) => number) =>
    Array.from({ length: seconds }, (_, t) => {
      const [begin, end] = [edges[t], edges[t + 1]];
      return begin === undefined || end === undefined ? null : Math.max(0, figure(begin, end));
    });
  const bytes = (counter: Exclude<keyof ContainerFrame, 'atMs' | 'cpuMs'>) =>
    column((begin, end) => Math.round(end[counter] - begin[counter]));
  return {
    name,
    cpu_pct: column((begin, end) => percentOfCore(begin, end)),
    memory_bytes: column((_, end) => Math.round(end.memoryBytes)),
    disk_read_bytes: bytes('diskReadBytes'),
    disk_write_bytes: bytes('diskWriteBytes'),
    network_rx_bytes: bytes('networkRxBytes'),
    network_tx_bytes: bytes('networkTxBytes'),
  };
}

/** CPU time between two frames in percent of one core, one decimal. */
export function percentOfCore(begin: ContainerFrame, end: ContainerFrame): number {
  const tookMs = end.atMs - begin.atMs;
  return tookMs <= 0 ? 0 : Math.round((1000 * (end.cpuMs - begin.cpuMs)) / tookMs) / 10;
}

/**
 * What a container used in the measured time, or in the part of it that was seen.
 *
 * @returns undefined where fewer than two frames lie in it
 */
export function summariseContainer(
  name: string,
  frames: readonly ContainerFrame[],
  span: TimeSpan,
): ContainerSummary | undefined {
  const within = frames.filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs);
  const begin = frameAt(frames, span.fromMs) ?? within[0];
  const end = frameAt(frames, span.toMs) ?? within.at(-1);
  if (begin === undefined || end === undefined || end.atMs <= begin.atMs) return undefined;
  const { cpu_pct } = containerSeries(name, frames, span);
  const used = (counter: Exclude<keyof ContainerFrame, 'atMs'>): number =>
    Math.max(0, Math.round(end[counter] - begin[counter]));
  const mean = percentOfCore(begin, end);
  return {
    name,
    cpu_s: Math.round(end.cpuMs - begin.cpuMs) / 1000,
    cpu_pct: mean,
    cpu_pct_max: Math.max(mean, ...cpu_pct.filter((value) => value !== null)),
    memory_bytes_max: Math.round(
      Math.max(begin.memoryBytes, end.memoryBytes, ...within.map(({ memoryBytes }) => memoryBytes)),
    ),
    disk_read_bytes: used('diskReadBytes'),
    disk_write_bytes: used('diskWriteBytes'),
    network_rx_bytes: used('networkRxBytes'),
    network_tx_bytes: used('networkTxBytes'),
  };
}
