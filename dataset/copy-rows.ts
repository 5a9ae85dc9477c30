import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeIdentifier, type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { UserError } from '../words/user-error';
import { connect } from '../sql/connect';
import { messageOf } from '../words/message-of';
import { binaryCopy, COPY_COLUMNS } from './binary-copy';
import type { CopyTask } from './copy-plan';
import { LOADER } from './load-state';
import type { DatasetSpec } from './row';

/** How {@link copyRows} works. */
export interface CopyOptions {
  /** How many statements run at once. */
  readonly streams: number;
  /** Runs in the transaction of each COPY, after its rows. */
  readonly onCopied?: (client: Client, rows: number) => Promise<void>;
  /** Told the rows that went to the server, as they go. */
  readonly onRows?: (rows: number) => void;
  /** Cuts the statements off. */
  readonly signal?: AbortSignal;
}

/**
 * Runs COPY statements, a few at once, each on a connection of its own.
 *
 * @throws UserError with the server's reason, or that it was stopped; what ran is cut off then and
 *   rolls back
 */
export async function copyRows(
  connection: string,
  spec: DatasetSpec,
  tasks: readonly CopyTask[],
  { streams, onCopied, onRows = () => undefined, signal }: CopyOptions,
): Promise<void> {
  const queue = [...tasks];
  const abort = new AbortController();
  const cutOff = AbortSignal.any([abort.signal, ...(signal === undefined ? [] : [signal])]);
  const work = async (): Promise<void> => {
    const client = await connect(connection, LOADER);
    try {
      // Citus then needs one connection to each worker for this session instead of one a shard.
      await client.query(`SET citus.multi_shard_modify_mode TO 'sequential'`);
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
        await client.query('BEGIN');
        const copy = client.query(
          copyFrom(
            `COPY ${escapeIdentifier(task.table)} (${COPY_COLUMNS}) FROM STDIN (FORMAT binary)`,
          ),
        );
        const chunks = Readable.from(bytesOf(spec, task, onRows), { highWaterMark: 1 });
        await pipeline(chunks, copy, { signal: cutOff });
        await onCopied?.(client, copy.rowCount ?? 0);
        await client.query('COMMIT');
      }
    } finally {
      await client.end();
    }
  };
  const workers = Array.from({ length: Math.min(streams, tasks.length) }, () =>
    work().catch((error: unknown) => {
      abort.abort();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).filter((one) => one.status === 'rejected');
  const causes = failed.map((one) => one.reason as Error);
  const cause = causes.find((error) => error.name !== 'AbortError');
  if (failed.length === 0) return;
  if (cause === undefined) {
    throw new UserError('the load was stopped', 'run it again; it starts over');
  }
  if (cause instanceof UserError) throw cause;
  throw new UserError(`the load was cut off: ${messageOf(cause)}`, 'run it again; it starts over', {
    cause,
  });
}

function* bytesOf(
  spec: DatasetSpec,
  task: CopyTask,
  onRows: (rows: number) => void,
): Generator<Buffer> {
  for (const chunk of binaryCopy(spec, task)) {
    yield chunk.bytes;
    onRows(chunk.rows);
  }
}
