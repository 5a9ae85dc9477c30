import { longestGap } from './gap';
import type { Operation, OperationKind } from '../load/operation';

/** What the clients saw of one kind of operation. */
export interface OperationCounts {
  readonly acked: number;
  /** First attempts that surely were not done, or may have been. */
  readonly failed: number;
  readonly unknown: number;
  /** Arrivals that found no free connection. */
  readonly dropped: number;
  /** Not acknowledged even after the one retry; the dropped ones are not among them. */
  readonly failedAfterRetry: number;
}

/** What a fault cost its clients; times in ms. */
export interface Figures {
  /** Longest time without an acknowledged write: the worst of the groups that are judged. */
  readonly withoutWritesMs: number;
  /** The same for each group. */
  readonly withoutWritesByGroup: Readonly<Record<string, number>>;
  /** Longest time without an answered read: the worst of the judged groups, by endpoint. */
  readonly withoutReadsMs: { readonly write: number; readonly read: number };
  /** From the fault to the end of the first and of the last attempt that failed; null without. */
  readonly firstErrorMs: number | null;
  readonly lastErrorMs: number | null;
  readonly counts: Readonly<Record<OperationKind, OperationCounts>>;
}

/** The part of the load around one fault. */
export interface FaultWindow {
  /** ms since the epoch; `from` lies before the fault with load running. */
  readonly from: number;
  readonly faultAt: number;
  readonly to: number;
}

const KINDS: readonly OperationKind[] = ['write', 'read-at-write', 'read-at-read', 'transfer'];

/**
 * Sums up what the clients saw.
 *
 * @param operations of the whole run or more
 * @param groups all groups that have load
 * @param judged those that the fault is judged by; empty for all
 */
export function figuresOf(
  operations: readonly Operation[],
  window: FaultWindow,
  groups: readonly number[],
  judged: readonly number[],
): Figures {
  const inside = operations.filter(({ endedAt }) => endedAt >= window.from && endedAt <= window.to);
  const gapOf = (kind: OperationKind, group: number): number => {
    const successes = inside
      .filter((one) => one.kind === kind && one.group === group && one.final === 'acked')
      .map(({ endedAt }) => endedAt);
    return Math.round(longestGap(successes, window, window.faultAt).ms);
  };
  const judging = judged.length === 0 ? groups : judged;
  const worst = (kind: OperationKind): number =>
    Math.max(...judging.map((group) => gapOf(kind, group)));
  const errors = inside
    .filter(({ first, firstEndedAt }) => first !== 'acked' && firstEndedAt >= window.faultAt)
    .map(({ firstEndedAt }) => Math.round(firstEndedAt - window.faultAt));
  return {
    withoutWritesMs: worst('write'),
    withoutWritesByGroup: Object.fromEntries(
      groups.map((group) => [String(group), gapOf('write', group)]),
    ),
    withoutReadsMs: { write: worst('read-at-write'), read: worst('read-at-read') },
    firstErrorMs: errors.length === 0 ? null : errors.reduce((a, b) => Math.min(a, b)),
    lastErrorMs: errors.length === 0 ? null : errors.reduce((a, b) => Math.max(a, b)),
    counts: Object.fromEntries(
      KINDS.map((kind) => [kind, countsOf(inside.filter((one) => one.kind === kind))]),
    ) as Figures['counts'],
  };
}

function countsOf(operations: readonly Operation[]): OperationCounts {
  const number = (matches: (operation: Operation) => boolean): number =>
    operations.filter(matches).length;
  return {
    acked: number(({ final }) => final === 'acked'),
    failed: number(({ first }) => first === 'failed'),
    unknown: number(({ first }) => first === 'unknown'),
    dropped: number(({ first }) => first === 'dropped'),
    failedAfterRetry: number(({ final }) => final === 'failed' || final === 'unknown'),
  };
}

/** The counts of several kinds together. */
export function sumCounts(counts: readonly OperationCounts[]): OperationCounts {
  const sum = (of: (one: OperationCounts) => number): number =>
    counts.reduce((total, one) => total + of(one), 0);
  return {
    acked: sum(({ acked }) => acked),
    failed: sum(({ failed }) => failed),
    unknown: sum(({ unknown }) => unknown),
    dropped: sum(({ dropped }) => dropped),
    failedAfterRetry: sum(({ failedAfterRetry }) => failedAfterRetry),
  };
}
