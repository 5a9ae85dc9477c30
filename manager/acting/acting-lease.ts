import { setTimeout as pause } from 'node:timers/promises';
import { log } from '../log';
import {
  encoded,
  storedKey,
  type RangeAnswer,
  type StoreClient,
  type TransactionAnswer,
} from '../store/store-client';

/** Between two renewals, and between two looks of those who wait for the lease, ms. */
const RENEW_MS = 1000;
const LOOK_MS = 500;

/** A renewal holds for this long from the moment that it was asked for, ms. */
const HELD_MS = 2500;

/** Who has seen no renewal for this long may take the lease, ms: longer than the last one holds. */
const LAPSED_MS = 3000;

/** What a lease is made of. */
export interface LeaseOptions {
  readonly store: Pick<StoreClient, 'call'>;
  /** Its key in the store. */
  readonly key: string;
  /** What stands there while it is held: no other process has the same. */
  readonly holder: string;
  /** Whether it is wanted: who could not act leaves it to others. */
  readonly isWanted: () => boolean;
  /** Called when this process has come to hold it. */
  readonly onGained: () => void;
}

/**
 * A lease that one process at a time holds: a key in the consensus store that the holder writes again
 * and again. It lapses by the clocks of those who want it, which have to see the same write for longer
 * than it lets its holder act. So clocks need not agree, only run at about the same speed, and none that
 * can be set is used.
 */
export class ActingLease {
  /** Who else held it last, as far as it was seen here; whoever has dealt with that one resets it. */
  formerHolder: string | undefined;
  /** The write of another that was seen last, and when it was seen first, ms. */
  private seen: { readonly revision: string; readonly at: number } | undefined;
  /** Whether the key has this process's value, by the last answer. */
  private isOurs = false;
  private heldUntil = -Infinity;
  private heardAt = performance.now();
  private failure: string | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: LeaseOptions) {}

  /** Whether nobody else can hold it now. */
  get isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** For how long the store has answered nothing, ms. */
  get silentMs(): number {
    return performance.now() - this.heardAt;
  }

  /** Holds the lease, or waits for it, until {@link stop}; gives it up then. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const everyMs = await this.tick(startedAt).then(
        () => (this.isOurs ? RENEW_MS : LOOK_MS),
        (error: unknown) => {
          this.explain(String(error));
          return LOOK_MS;
        },
      );
      const left = Math.max(0, startedAt + everyMs - performance.now());
      await pause(left, undefined, { signal }).catch(() => undefined);
    }
    await this.giveUp().catch(() => undefined);
  }

  /** Ends {@link run}; from now on the lease is not held here. */
  stop(): void {
    this.heldUntil = -Infinity;
    this.stopping.abort();
  }

  private async tick(now: number): Promise<void> {
    if (this.isOurs) {
      // By value: whether a renewal without an answer was written does not matter then.
      await (this.options.isWanted() ? this.write(this.valueIsOurs, now) : this.giveUp());
    } else {
      await this.look();
      const { seen } = this;
      const isFree = seen === undefined || now - seen.at >= LAPSED_MS;
      if (!this.isOurs && isFree && this.options.isWanted()) {
        await this.write(this.unchangedSince(seen?.revision), now);
      }
    }
    this.failure = undefined;
    this.heardAt = performance.now();
  }

  private async look(): Promise<void> {
    const { store, key } = this.options;
    this.note(await store.call<RangeAnswer>('kv/range', { key: encoded(key) }));
  }

  /** Writes the key on a condition; where that does not hold, sees what is there instead. */
  private async write(condition: object, now: number): Promise<void> {
    const { store, key, holder, onGained } = this.options;
    const { succeeded = false, responses } = await store.call<TransactionAnswer>('kv/txn', {
      compare: [condition],
      success: [{ request_put: { key: encoded(key), value: encoded(holder) } }],
      failure: [{ request_range: { key: encoded(key) } }],
    });
    if (!succeeded) return this.note(responses?.[0]?.response_range);
    const isNew = !this.isHeld;
    this.isOurs = true;
    this.seen = undefined;
    if (this.stopping.signal.aborted) return;
    this.heldUntil = now + HELD_MS;
    if (isNew) onGained();
  }

  private note(answer: RangeAnswer | undefined): void {
    const found = storedKey(answer);
    this.isOurs = found?.value === this.options.holder;
    if (this.isOurs) return;
    this.heldUntil = -Infinity;
    if (found !== undefined) this.formerHolder = found.value;
    if (found?.revision === this.seen?.revision) return;
    // The write itself was earlier, so that its holder's time is over earlier too.
    this.seen = found && { revision: found.revision, at: performance.now() };
  }

  private async giveUp(): Promise<void> {
    this.heldUntil = -Infinity;
    if (!this.isOurs) return;
    const { store, key } = this.options;
    await store.call('kv/txn', {
      compare: [this.valueIsOurs],
      success: [{ request_delete_range: { key: encoded(key) } }],
    });
    this.isOurs = false;
  }

  private get valueIsOurs(): object {
    const { key, holder } = this.options;
    return { key: encoded(key), target: 'VALUE', value: encoded(holder) };
  }

  /** Nobody has written the key since that revision, or ever. */
  private unchangedSince(revision: string | undefined): object {
    const key = encoded(this.options.key);
    return revision === undefined
      ? { key, target: 'CREATE', create_revision: '0' }
      : { key, target: 'MOD', mod_revision: revision };
  }

  /** Logs why nothing is known of the lease, once a reason. */
  private explain(failure: string): void {
    if (failure !== this.failure)
      log('warn', 'the lease of the acting manager is unknown', { failure });
    this.failure = failure;
  }
}
