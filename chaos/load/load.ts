import type { StackOutputs } from '../../topology/stack-outputs';
import { Arrivals } from './arrivals';
import { forgetSilence } from '../../sql/silent-hosts';
import { now } from '../../words/clock';
import type { Operation, OperationKind, WrittenKey } from './operation';
import type { Outcome } from './outcome';
import type { Work } from './session';
import { SessionPool } from './session-pool';
import type { SlotGroup } from './slots';

/** How much load. */
export interface LoadSettings {
  /** Writes a second to each worker group; reads come at half of it at each endpoint. */
  readonly writesPerS: number;
  /** How long a client waits for an answer, opening a connection included, ms. */
  readonly timeoutMs: number;
}

/** Sessions of each stream: more arrivals at once than that are dropped. */
const WRITE_SESSIONS = 12;
const READ_SESSIONS = 6;
const TRANSFER_SESSIONS = 4;

const TRANSFERS_PER_S = 2;

/** Where money moves: from one slot to the other. */
type Transfer = readonly [from: number, to: number];

/** The load: streams of operations at constant rates, and what the clients know of each. */
export class Load {
  /** Every operation of the round that ended, oldest first. */
  readonly operations: Operation[] = [];
  /** Every key in the ledger, or that was sent to it. */
  keys: WrittenKey[] = [];
  /** Acknowledged rows that were found in the ledger before it was begun anew. */
  settled = 0;
  private readonly pools: SessionPool[] = [];
  private readonly arrivals: Arrivals[] = [];
  private sequence = 0;
  private turn = 0;

  /**
   * @param run marks the rows of this run
   * @param crossGroup whether a transfer moves between two worker groups (needs two-phase commit)
   */
  constructor(
    outputs: StackOutputs,
    private readonly settings: LoadSettings,
    private readonly slotGroups: readonly SlotGroup[],
    private readonly run: string,
    private readonly crossGroup: boolean,
  ) {
    const { write, read } = outputs.connections;
    for (const { group, slots } of slotGroups) {
      const { writesPerS } = settings;
      this.stream(write, WRITE_SESSIONS, writesPerS, (pool, dueAt) => {
        this.write(pool, group, slots, dueAt);
      });
      const reads: readonly [OperationKind, string][] = [
        ['read-at-write', write],
        ['read-at-read', read],
      ];
      for (const [kind, uri] of reads) {
        this.stream(uri, READ_SESSIONS, writesPerS / 2, (pool, dueAt) => {
          this.perform(pool, { kind, group, dueAt }, readSlot(this.pick(slots)));
        });
      }
    }
    this.stream(write, TRANSFER_SESSIONS, TRANSFERS_PER_S, (pool, dueAt) => {
      const group = this.pickGroup();
      const work = transfer(this.pickTransfer(group));
      this.perform(pool, { kind: 'transfer', group: group.group, dueAt }, work);
    });
  }

  /**
   * Starts all streams, or lets them go on, with clients that know of no fault: of several hosts they
   * ask the one that is listed first.
   */
  start(): void {
    forgetSilence();
    for (const pool of this.pools) pool.close();
    for (const arrivals of this.arrivals) arrivals.start();
  }

  /** Whether all operations of the last ms were acknowledged at once, and some writes of each group. */
  isSteady(ms: number): boolean {
    const recent = this.operations.filter(({ endedAt }) => endedAt >= now() - ms);
    const isWritten = (group: number): boolean =>
      recent.some((one) => one.kind === 'write' && one.group === group);
    return (
      recent.every(({ first }) => first === 'acked') &&
      this.slotGroups.every(({ group }) => isWritten(group))
    );
  }

  /** Stops the arrivals and waits for the operations under way; each ends by its time limit. */
  async quiesce(): Promise<void> {
    for (const arrivals of this.arrivals) arrivals.stop();
    while (this.pools.some(({ busy }) => busy > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Forgets the keys of a ledger that was emptied; an unknown one may still appear in it. */
  settle(): void {
    this.settled += this.keys.filter(({ final }) => final === 'acked').length;
    this.keys = this.keys.filter(({ final }) => final === 'unknown');
  }

  /** Ends the load and its connections. */
  async close(): Promise<void> {
    await this.quiesce();
    for (const pool of this.pools) pool.close();
  }

  private stream(
    uri: string,
    sessions: number,
    ratePerS: number,
    arrive: (pool: SessionPool, dueAt: number) => void,
  ): void {
    const pool = new SessionPool(uri, sessions, this.settings.timeoutMs);
    this.pools.push(pool);
    this.arrivals.push(
      new Arrivals(ratePerS, (dueAt) => {
        arrive(pool, dueAt);
      }),
    );
  }

  private write(pool: SessionPool, group: number, slots: readonly number[], dueAt: number): void {
    const slot = this.pick(slots);
    this.sequence += 1;
    const sequence = this.sequence;
    const work = insertRow(slot, sequence, this.run);
    this.perform(pool, { kind: 'write', group, dueAt }, work, ({ final, endedAt }) => {
      if (final === 'dropped') return;
      this.keys.push({ key: `${slot}:${sequence}`, group, final, endedAt });
    });
  }

  private perform(
    pool: SessionPool,
    about: Pick<Operation, 'kind' | 'group' | 'dueAt'>,
    work: Work,
    ended: (operation: Operation) => void = () => undefined,
  ): void {
    const record = (rest: Omit<Operation, keyof typeof about>): void => {
      const operation = { ...about, ...rest };
      this.operations.push(operation);
      ended(operation);
    };
    const session = pool.acquire();
    if (session === undefined) {
      const at = now();
      const message = 'no free connection';
      const dropped = { first: 'dropped', final: 'dropped', sqlstate: null, message } as const;
      record({ firstEndedAt: at, endedAt: at, ...dropped });
      return;
    }
    void (async () => {
      const first = await session.attempt(work);
      const firstEndedAt = now();
      let final: Outcome = first;
      // A transfer is not idempotent: one that is unknown can't be tried again.
      if (first.class !== 'acked' && about.kind !== 'transfer') {
        session.discard();
        const second = await session.attempt(work);
        if (second.class === 'acked' || first.class === 'failed') final = second;
      }
      pool.release(session);
      const { sqlstate, message } = first;
      const endedAt = now();
      record({ firstEndedAt, endedAt, first: first.class, final: final.class, sqlstate, message });
    })();
  }

  private pick<T>(items: readonly T[]): T {
    this.turn += 1;
    return items[this.turn % items.length] as T;
  }

  private pickGroup(): SlotGroup {
    return this.pick(this.slotGroups);
  }

  private pickTransfer(from: SlotGroup): Transfer {
    const others = this.slotGroups.filter((one) => one !== from);
    const to = this.crossGroup && others.length > 0 ? this.pick(others) : from;
    const source = this.pick(from.slots);
    return [source, this.pick(to.slots.filter((slot) => slot !== source))];
  }
}

/** A row with that key is there. */
const UNIQUE_VIOLATION = '23505';

/**
 * Writes a row so that it can be sent again. A row that is there already may be on the primary
 * alone, and a transaction that changes nothing waits for no standby: then the row is written anew,
 * which does. No `ON CONFLICT`: with replicated shards it would hold a shard back from all others.
 */
function insertRow(slot: number, sequence: number, run: string): Work {
  return async (client) => {
    try {
      await client.query('INSERT INTO chaos_writes (slot, sequence, run) VALUES ($1, $2, $3)', [
        slot,
        sequence,
        run,
      ]);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    }
    const again = await client.query(
      'UPDATE chaos_writes SET run = $3 WHERE slot = $1 AND sequence = $2',
      [slot, sequence, run],
    );
    if (again.rowCount !== 1) {
      throw new Error(`row ${slot}:${sequence} was neither written nor there`);
    }
  };
}

function readSlot(slot: number): Work {
  return (client) => client.query('SELECT balance FROM chaos_accounts WHERE slot = $1', [slot]);
}

/** Moves money between two accounts. The lower slot first, so that no two transfers deadlock. */
function transfer([from, to]: Transfer): Work {
  const changes = [
    [from, -1],
    [to, 1],
  ].sort(([a = 0], [b = 0]) => a - b);
  return async (client) => {
    await client.query('BEGIN');
    for (const [slot, amount] of changes) {
      await client.query('UPDATE chaos_accounts SET balance = balance + $2 WHERE slot = $1', [
        slot,
        amount,
      ]);
    }
    await client.query('COMMIT');
  };
}
