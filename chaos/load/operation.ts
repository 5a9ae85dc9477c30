import type { OutcomeClass } from './outcome';

/** The kinds of operation of the load. */
export type OperationKind = 'write' | 'read-at-write' | 'read-at-read' | 'transfer';

/** One operation of the load, with its retry. */
export interface Operation {
  readonly kind: OperationKind;
  /** Worker group that holds its row; 0 on a stack without workers. */
  readonly group: number;
  /** When it was due, ms since the epoch. */
  readonly dueAt: number;
  /** When its first attempt ended. */
  readonly firstEndedAt: number;
  /** When the last attempt ended; an acknowledgement counts from here. */
  readonly endedAt: number;
  /** How the first attempt ended; `dropped` found no free session and was never sent. */
  readonly first: OutcomeClass | 'dropped';
  /** How it ended after its one retry, if it needed one. */
  readonly final: OutcomeClass | 'dropped';
  /** Of the first attempt that was not acknowledged. */
  readonly sqlstate: string | null;
  readonly message: string;
}

/** A key of the ledger, e.g. `12:3456`: slot and sequence. */
export type LedgerKey = string;

/** What the clients know of a key that they wrote. */
export interface WrittenKey {
  readonly key: LedgerKey;
  readonly group: number;
  readonly final: OutcomeClass;
  readonly endedAt: number;
}
