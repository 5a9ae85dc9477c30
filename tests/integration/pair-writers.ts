import { openClient } from '../../sql/open-client';

/** Rows a transaction, so many that each worker gets some of them. */
const ROWS = 24;

/** What writers of pairs have done. */
export interface PairAccount {
  /** Transactions that were acknowledged. */
  readonly written: number;
  readonly failed: readonly string[];
  /** Of a transaction, ms. */
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** Number of the last pair. */
let last = 0;

/**
 * Has clients write rows of one number into the shards of table `pairs`, on every worker at once, for a
 * time and until what is done beside it has ended.
 *
 * @param clients number of them, each on a session of its own
 */
export async function writePairs(
  connection: string,
  clients: number,
  ms: number,
  beside: () => Promise<void> = () => Promise.resolve(),
): Promise<PairAccount> {
  const times: number[] = [];
  const failed: string[] = [];
  let stopping = false;
  const until = performance.now() + ms;
  const write = async (): Promise<void> => {
    const session = await openClient({ connectionString: connection });
    while (!stopping || performance.now() < until) {
      const pair = (last += 1);
      const from = performance.now();
      try {
        const ids = Array.from({ length: ROWS }, (_, n) => `(${pair * ROWS + n}, ${pair})`);
        await session.query(`INSERT INTO pairs VALUES ${ids.join()}`);
        times.push(performance.now() - from);
      } catch (error) {
        failed.push(String(error));
      }
    }
    await session.end();
  };
  const writers = Array.from({ length: clients }, write);
  await beside().finally(() => (stopping = true));
  await Promise.all(writers);
  times.sort((one, other) => one - other);
  return {
    ...{ written: times.length, failed },
    p99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
    longestMs: Math.round(times.at(-1) ?? 0),
  };
}
