import type { Parameter, Routing } from './operation';

/** How a parameter's value is made that no other row may have. */
export interface FreshParameter {
  /** From 0. */
  readonly index: number;
  readonly kind: 'integer' | 'number' | 'text' | 'uuid';
  /** Values below are taken; of integers. */
  readonly from: number;
  /** Longest text; null without a limit. */
  readonly length: number | null;
}

/** A statement that has a table's size and rows be as before. */
export interface Undo {
  readonly sql: string;
  /** Which values of the statement's set are its parameters, from 0. */
  readonly indexes: readonly number[];
}

/** A statement of somebody's workload, and how it is replayed. */
export interface ReplayedStatement {
  readonly name: string;
  readonly sql: string;
  readonly class: 'read' | 'write';
  readonly routing: Routing;
  /** Its part of what is sent; 0 of one that is sent in transactions alone. */
  readonly weight: number;
  /** Parameters that it has; further values of a set are for its undoing. */
  readonly parameters: number;
  readonly fresh: readonly FreshParameter[];
  readonly undo: Undo | null;
}

/**
 * Whether two users may not send the same values at a time: what has the rows be as before knows a row by these
 * alone, and would meet the other one's.
 */
export function isDrawnApart({ undo, fresh }: ReplayedStatement): boolean {
  return undo !== null && !fresh.some(({ index }) => undo.indexes.includes(index));
}

/** Statements that one transaction sends. */
export interface ReplayedTransaction {
  readonly name: string;
  readonly weight: number;
  /** Names of {@link ReplayedStatement}, in their order. */
  readonly statements: readonly string[];
}

/** A workload that was recorded elsewhere. Values are in pools beside it, a file each by its name. */
export interface RecordedWorkload {
  readonly statements: readonly ReplayedStatement[];
  readonly transactions: readonly ReplayedTransaction[];
}

/** Values for one statement. */
export type ParameterSet = readonly Parameter[];
