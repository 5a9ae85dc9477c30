import type { LedgerKey, WrittenKey } from '../load/operation';

/** What became of the keys that clients wrote. */
export interface LedgerCheck {
  readonly acked: number;
  /** Acknowledged, and not there: data loss. */
  readonly lost: readonly LedgerKey[];
  /** Unknown to the client, and there: harmless, and it can't be avoided. */
  readonly appeared: readonly LedgerKey[];
  /** There, though the client was told that they surely are not, or nobody wrote them. */
  readonly unexpected: readonly LedgerKey[];
}

/**
 * Compares what clients were told with what is there.
 *
 * @param present every key in the ledger
 */
export function checkLedger(
  written: readonly WrittenKey[],
  present: ReadonlySet<LedgerKey>,
): LedgerCheck {
  const of = (final: WrittenKey['final']): LedgerKey[] =>
    written.filter((one) => one.final === final).map(({ key }) => key);
  const acked = of('acked');
  const unknown = of('unknown');
  const explained = new Set([...acked, ...unknown]);
  return {
    acked: acked.length,
    lost: acked.filter((key) => !present.has(key)),
    appeared: unknown.filter((key) => present.has(key)),
    unexpected: [...present].filter((key) => !explained.has(key)),
  };
}
