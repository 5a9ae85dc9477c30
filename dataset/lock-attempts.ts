import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, DatabaseError } from 'pg';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { messageOf } from '../words/message-of';
import { isUnreachable } from '../sql/run-sql-files';
import type { Engine } from '../topology/config/cluster-config';
import { describeHolders, findLockHolders, type LockHolder } from './lock-holders';
import { TABLE } from './table';

/**
 * How long one attempt may wait for a lock, ms. Whoever comes meanwhile queues behind it. The later
 * ones outlast `deadlock_timeout` (1 s), after which an autovacuum gives way.
 */
const ATTEMPTS_MS = [200, 500, 1300];

/** Between two attempts, ms: those who queued behind the first have their turn. */
const PAUSE_MS = 1000;

/** SQLSTATEs of a lock that was not had: not in time, or only by the end of one of two transactions. */
const NOT_HAD = new Set(['55P03', '40P01']);

/**
 * What Citus says, without a SQLSTATE of its own, where it could not lock a table on a worker: for a
 * lock that was not had in time as for a worker that is gone.
 */
const LOCK_ON_WORKER = /failure on connection marked as essential/;

/** How long, and for whom, locks on the table are waited for. */
export interface LockAttempts {
  readonly engine: Engine;
  /** When to give up, ms from now. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What is said on giving up: what it means for the table. */
  readonly consequence: string;
}

/**
 * Runs a piece of work in a transaction that waits for locks in short attempts, with pauses in which
 * others use the table. Tells meanwhile whom it waits for. Workers of Citus keep to the limit as well.
 *
 * @throws UserError naming who holds the locks when the limit is over; what the work throws
 */
export async function withLockAttempts(
  client: ClientBase,
  work: () => Promise<void>,
  { engine, limitMs, signal, consequence }: LockAttempts,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  let waiting: ReturnType<typeof startProgress> | undefined;
  for (let attempt = 0; ; attempt++) {
    const lockMs = ATTEMPTS_MS[Math.min(attempt, ATTEMPTS_MS.length - 1)] ?? 0;
    const startedAt = Date.now();
    let failure: unknown;
    try {
      await inTransaction(client, lockMs, work);
      waiting?.done();
      return;
    } catch (error) {
      failure = error;
    }
    const unreachable = isUnreachable(sqlState(failure)) || LOCK_ON_WORKER.test(messageOf(failure));
    const found = unreachable || NOT_HAD.has(sqlState(failure));
    const holders = found ? await holdersBefore(client, engine, startedAt) : [];
    if (!found || (unreachable && holders.length === 0 && Date.now() > deadline)) {
      waiting?.fail();
      throw failure;
    }
    const words = describeHolders(holders, Date.now());
    waiting ??= startProgress(`wait for locks on ${TABLE}`, { plainIntervalMs: PAUSE_MS });
    waiting.update(words);
    if (Date.now() + PAUSE_MS > deadline) {
      waiting.fail();
      throw new UserError(
        `${TABLE} is locked by ${words}; waited ${Math.round(limitMs / 1000)} s, ${consequence}`,
        'end that transaction, or wait longer with `npm run load -- --wait <time>`',
      );
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted === true) {
      waiting.fail();
      throw new UserError(`stopped while waiting for ${words}; ${consequence}`);
    }
  }
}

/** Those who held locks when an attempt began; who came meanwhile is in nobody's way. */
async function holdersBefore(
  client: ClientBase,
  engine: Engine,
  startedAt: number,
): Promise<LockHolder[]> {
  const holders = await findLockHolders(client, engine);
  return holders.filter(({ since }) => since === null || since * 1000 < startedAt);
}

async function inTransaction(
  client: ClientBase,
  lockMs: number,
  work: () => Promise<void>,
): Promise<void> {
  await client.query('BEGIN');
  try {
    // Citus hands the transaction's settings on to the workers then; unknown to others, it does nothing.
    await client.query(`SET LOCAL citus.propagate_set_commands TO 'local'`);
    await client.query(`SET LOCAL lock_timeout TO ${lockMs}`);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The SQLSTATE that is behind an error. */
export function sqlState(error: unknown): string {
  const { code, cause } = error as Partial<DatabaseError> & { cause?: unknown };
  return code ?? (cause === undefined ? '' : sqlState(cause));
}
