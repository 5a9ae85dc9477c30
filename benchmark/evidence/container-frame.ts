/** What a container has used so far, at one moment. Counters only rise while it runs. */
export interface ContainerFrame {
  /** ms since 1970, by the engine's clock. */
  readonly atMs: number;
  /** CPU time, ms. */
  readonly cpuMs: number;
  /** Without the file cache that the kernel could drop. */
  readonly memoryBytes: number;
  readonly diskReadBytes: number;
  readonly diskWriteBytes: number;
  readonly networkRxBytes: number;
  readonly networkTxBytes: number;
}

/** The figures of a frame that only rise. */
const COUNTERS = [
  'cpuMs',
  'diskReadBytes',
  'diskWriteBytes',
  'networkRxBytes',
  'networkTxBytes',
] as const satisfies readonly (keyof ContainerFrame)[];

/** The parts of Docker's stats document that are used; what a system does not tell is missing. */
interface StatsDocument {
  readonly read?: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?:
      readonly { readonly op: string; readonly value: number }[] | null;
  };
  readonly networks?: Readonly<
    Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>
  >;
}

/**
 * Reads one document of Docker's stats stream.
 *
 * @returns undefined for a container that does not run: its document holds nothing
 */
export function parseFrame(line: string): ContainerFrame | undefined {
  const { read, cpu_stats, memory_stats, blkio_stats, networks } = JSON.parse(
    line,
  ) as StatsDocument;
  const cpuNs = cpu_stats?.cpu_usage?.total_usage;
  const usage = memory_stats?.usage;
  if (read === undefined || cpuNs === undefined || usage === undefined) return undefined;
  // As `docker stats` does: the name of the figure differs between the two versions of cgroups.
  const { total_inactive_file, inactive_file } = memory_stats?.stats ?? {};
  const disk = (direction: string): number =>
    (blkio_stats?.io_service_bytes_recursive ?? [])
      .filter(({ op }) => op.toLowerCase() === direction)
      .reduce((sum, { value }) => sum + value, 0);
  const interfaces = Object.values(networks ?? {});
  return {
    atMs: Date.parse(read),
    cpuMs: cpuNs / 1e6,
    memoryBytes: Math.max(0, usage - (total_inactive_file ?? inactive_file ?? 0)),
    diskReadBytes: disk('read'),
    diskWriteBytes: disk('write'),
    networkRxBytes: interfaces.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    networkTxBytes: interfaces.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
  };
}

/**
 * Appends a frame. Its counters go on from those of the last one where the container was started
 * again and counts from 0.
 *
 * @param previous the frame before this one as it was read; undefined before the first
 */
export function appendFrame(
  frames: ContainerFrame[],
  frame: ContainerFrame,
  previous: ContainerFrame | undefined,
): void {
  const last = frames.at(-1);
  if (last === undefined || previous === undefined) {
    frames.push(frame);
    return;
  }
  const continued: Record<string, number> = {};
  for (const counter of COUNTERS) {
    const step = frame[counter] - previous[counter];
    continued[counter] = last[counter] + (step < 0 ? frame[counter] : step);
  }
  frames.push({ ...frame, ...continued });
}

/** Longest gap between two frames that is bridged by a straight line, ms. */
const LONGEST_GAP_MS = 5000;

/**
 * A frame for a moment between two frames.
 *
 * @param frames in the order of time
 * @returns undefined before the first, after the last and in a long gap
 */
export function frameAt(
  frames: readonly ContainerFrame[],
  atMs: number,
): ContainerFrame | undefined {
  const next = frames.findIndex((frame) => frame.atMs >= atMs);
  const after = frames[next];
  if (after === undefined) return undefined;
  if (after.atMs === atMs) return after;
  const before = frames[next - 1];
  if (before === undefined || after.atMs - before.atMs > LONGEST_GAP_MS) return undefined;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  const between = (figure: keyof ContainerFrame): number =>
    before[figure] + share * (after[figure] - before[figure]);
  return {
    atMs,
    cpuMs: between('cpuMs'),
    memoryBytes: between('memoryBytes'),
    diskReadBytes: between('diskReadBytes'),
    diskWriteBytes: between('diskWriteBytes'),
    networkRxBytes: between('networkRxBytes'),
    networkTxBytes: between('networkTxBytes'),
  };
}
