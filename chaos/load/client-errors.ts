import type { Operation, OperationKind } from './operation';

/** Attempts of clients that ended alike. */
export interface ClientError {
  readonly kind: OperationKind;
  /** What the client could conclude: surely not done, may have been, never sent. */
  readonly class: 'failed' | 'unknown' | 'dropped';
  /** Null where the server sent none. */
  readonly sqlstate: string | null;
  /** Of the first of them, one line. */
  readonly message: string;
  readonly count: number;
}

/** Most kinds of error that are kept; the rest are the rarest. */
const KEPT = 20;

/**
 * First attempts that were not acknowledged, by kind of operation and SQLSTATE, the most frequent
 * first. Messages name processes and addresses, so they don't tell kinds apart.
 */
export function clientErrors(operations: readonly Operation[]): ClientError[] {
  const kinds = new Map<string, ClientError>();
  for (const { kind, first, sqlstate, message } of operations) {
    if (first === 'acked') continue;
    const key = `${kind} ${first} ${sqlstate ?? message}`;
    const known = kinds.get(key) ?? { kind, class: first, sqlstate, message, count: 0 };
    kinds.set(key, { ...known, count: known.count + 1 });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, KEPT);
}
