import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { POSTGRES_HOME } from '../../topology/rendering/patroni';

/** Writes that are measured: enough for a mean, few enough to be over at once. */
const WRITES = 50;

/** One page of PostgreSQL's at a time, each on disk before the next; prints what it took. */
const MEASURE = `f="$1/.flush-time" && trap 'rm -f "$f"' EXIT \
  && LC_ALL=C dd if=/dev/zero of="$f" bs=8k count=${WRITES} oflag=dsync 2>&1`;

/**
 * Mean time to write 8 kB and have it on disk (O_DSYNC), µs, on the volume of a node's container:
 * the least that a durable commit takes.
 *
 * @throws Error if it can't be measured there
 */
export async function measureFlushTime(docker: Docker, container: string): Promise<number> {
  const command = ['bash', '-c', MEASURE, 'measure', POSTGRES_HOME];
  const { output } = await execInContainer(docker.getContainer(container), command, 'postgres');
  return parseFlushTime(output);
}

/** The mean, µs, of what dd printed: `409600 bytes (410 kB, 400 KiB) copied, 0.0312 s, …`. */
export function parseFlushTime(text: string): number {
  const seconds = Number(/copied, ([\d.e+-]+) s/.exec(text)?.[1]);
  if (!(seconds > 0)) throw new Error(text.trim().split('\n', 1)[0] || 'dd printed nothing');
  return Math.round((1e6 * seconds) / WRITES);
}
