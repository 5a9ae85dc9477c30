import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
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
  const exec = await docker.getContainer(container).exec({
    Cmd: ['bash', '-c', MEASURE, 'measure', POSTGRES_HOME],
    User: 'postgres',
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  docker.modem.demuxStream(stream, out, out);
  await finished(stream);
  return parseFlushTime(text);
}

/** The mean, µs, of what dd printed: `409600 bytes (410 kB, 400 KiB) copied, 0.0312 s, …`. */
export function parseFlushTime(text: string): number {
  const seconds = Number(/copied, ([\d.e+-]+) s/.exec(text)?.[1]);
  if (!(seconds > 0)) throw new Error(text.trim().split('\n', 1)[0] || 'dd printed nothing');
  return Math.round((1e6 * seconds) / WRITES);
}
