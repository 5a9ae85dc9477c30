import type { ClusterPlan } from '../../../topology/plan';
import { abortAfter } from '../../../words/abort-after';
import type { Credentials } from '../../credentials';
import { log } from '../../log';
import type { RestorePoint } from '../catalogue';
import type { GroupPrimary } from '../restore-point';
import { readRows, withinLimit } from './read-rows';
import { rowsFileOf, type RowProof } from './row-proof';
import { RowSnapshots, SnapshotLost } from './row-snapshots';
import { PAGE_BYTES, storedShards } from './stored-shards';

/** Share of the time in which one server at a time reads rows: a twentieth of two cores. */
const SHARE = 0.1;

/** Longest time of a reading, ms: vacuum is held up meanwhile. */
const LIMIT_MS = 600_000;

/** Pages that are read of all groups together at the most, 4 GiB: at that share some 7 minutes. */
const MOST_PAGES = (4 * 1024 ** 3) / PAGE_BYTES;

/** Shards that are kept at the most: more would be no file of a catalogue. */
const MOST_SHARDS = 20_000;

/** Least time between two points with rows, and between two tries, ms. */
const LEAST_MS = 600_000;

/** After a handover in the middle of a reading, and where there was nothing to read, so much later it is tried again, ms. */
const AGAIN_MS = 60_000;

/** What rows are kept with. */
export interface RowProofsOptions {
  readonly plan: Pick<ClusterPlan, 'database' | 'engine' | 'groups'>;
  readonly credentials: Credentials;
  /** Between two points with rows, h; 0 for none. */
  readonly hours: number;
  /** When the newest base backup ended, ms; undefined before the first one of all groups. */
  readonly backedUpAt: () => number | undefined;
  /** When the newest point was taken whose rows the catalogue has, ms. */
  readonly recall: () => Promise<number | undefined>;
  /** Writes a file of the catalogue. */
  readonly write: (name: string, content: string) => Promise<void>;
}

/**
 * Keeps with some restore points what all tables held there, for a restore to be proved by: once in so many
 * hours, and after each base backup.
 */
export class RowProofs {
  /** What the last try failed of; undefined since one succeeded. */
  failure: string | undefined;
  private newestAt: number | undefined;
  private triedAt = 0;
  private isRecalled = false;
  private reading: AbortController | undefined;

  constructor(private readonly options: RowProofsOptions) {}

  /** Whether rows are to be kept with the next point. */
  async isDue(): Promise<boolean> {
    const { hours, backedUpAt, recall } = this.options;
    const backedUp = backedUpAt();
    if (hours === 0 || backedUp === undefined || this.reading !== undefined) return false;
    if (!this.isRecalled) {
      this.newestAt = await recall();
      this.isRecalled = true;
    }
    const [now, newest] = [Date.now(), this.newestAt ?? 0];
    if (now - Math.max(this.triedAt, newest) < LEAST_MS) return false;
    return newest < backedUp || now - newest >= hours * 3_600_000;
  }

  /** What is to see the rows at a point. */
  witness(primaries: readonly GroupPrimary[]): RowSnapshots {
    this.triedAt = Date.now();
    const { credentials, plan } = this.options;
    return new RowSnapshots(primaries, credentials, plan.database);
  }

  /** No point could be taken with a witness: the next one is taken without. */
  fail(error: unknown): void {
    const failure = `rows could not be kept with a point: ${(error as Error).message}`;
    if (failure !== this.failure) log('warn', failure);
    this.failure = failure;
  }

  /** Reads in the background what a witness of a point sees, and closes it. */
  begin(point: RestorePoint, witness: RowSnapshots): void {
    const over = new AbortController();
    this.reading = over;
    void this.read(point, witness, over.signal)
      .catch((error: unknown) => {
        if (over.signal.aborted) return;
        if (error instanceof SnapshotLost) this.tryAgainSoon();
        this.fail(error);
      })
      .finally(() => {
        this.reading = undefined;
        return witness.close();
      });
  }

  /** Another manager takes points. */
  forget(): void {
    this.reading?.abort();
    this.isRecalled = false;
    this.failure = undefined;
    this.triedAt = 0;
  }

  private tryAgainSoon(): void {
    this.triedAt = Date.now() - LEAST_MS + AGAIN_MS;
  }

  private async read(
    { name, at }: RestorePoint,
    { ask }: RowSnapshots,
    over: AbortSignal,
  ): Promise<void> {
    const { plan, write } = this.options;
    const from = performance.now();
    const stored = await storedShards(ask, plan.engine, plan.groups);
    const asked = withinLimit(stored, MOST_PAGES).slice(0, MOST_SHARDS);
    const signal = abortAfter(LIMIT_MS, over);
    const rows = await readRows(ask, asked, { share: SHARE, signal });
    over.throwIfAborted();
    if (stored.length === 0) {
      // Nothing is proved by that: the first tables are not to wait for their rows to be kept.
      this.tryAgainSoon();
      return;
    }
    const left = stored.length - rows.length;
    const proof: RowProof = { version: 1, point: name, at, rows, left };
    await write(rowsFileOf(name), `${JSON.stringify(proof)}\n`);
    this.newestAt = at;
    this.failure = undefined;
    const ms = Math.round(performance.now() - from);
    log('info', 'rows are kept with a point', { point: name, shards: rows.length, left, ms });
  }
}
