import type { Statement } from '../profile';
import { safeText } from '../statements/safe-text';

/** What pg_stat_statements tells of a statement at one time, since its figures were reset. */
export interface StatementReading {
  readonly id: string;
  readonly text: string | null;
  readonly calls: number;
  readonly rows: number;
  readonly ms: number;
}

/**
 * Two readings as what was called in all, and between them; the most costly first. Figures that were reset
 * in between count from there.
 *
 * The parser is loaded.
 */
export function keptStatements(
  before: readonly StatementReading[],
  after: readonly StatementReading[],
): Statement[] {
  const former = new Map(before.map((one) => [one.id, one]));
  return after
    .map(({ id, text, ...total }) => {
      const base = former.get(id);
      const isSame = base !== undefined && base.calls <= total.calls;
      const since = isSame ? base : { calls: 0, rows: 0, ms: 0 };
      const interval = {
        calls: total.calls - since.calls,
        rows: Math.max(0, total.rows - since.rows),
        ms: Math.max(0, total.ms - since.ms),
      };
      return { id, text: null, instead: null, ...safeText(text), total, interval };
    })
    .sort((a, b) => b.total.ms - a.total.ms);
}
