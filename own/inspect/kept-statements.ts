import type { Statement } from '../profile';
import { groupBy } from '../group-by';
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
 * in between count from there. What has one text is one statement: PostgreSQL counts it apart where its
 * constants were of other types, as small and large numbers are.
 *
 * The parser is loaded.
 */
export function keptStatements(
  before: readonly StatementReading[],
  after: readonly StatementReading[],
): Statement[] {
  const former = new Map(before.map((one) => [one.id, one]));
  const statements = after.map(({ id, text, ...total }): Statement => {
    const base = former.get(id);
    const isSame = base !== undefined && base.calls <= total.calls;
    const since = isSame ? base : { calls: 0, rows: 0, ms: 0 };
    const interval = {
      calls: total.calls - since.calls,
      rows: Math.max(0, total.rows - since.rows),
      ms: Math.max(0, total.ms - since.ms),
    };
    return { id, text: null, instead: null, ...safeText(text), total, interval };
  });
  return [...groupBy(statements, ({ id, text }) => text ?? id).values()]
    .map((same) => same.reduce(together))
    .sort((a, b) => b.total.ms - a.total.ms);
}

function together(one: Statement, other: Statement): Statement {
  return {
    ...one,
    total: sumOf(one.total, other.total),
    interval: sumOf(one.interval, other.interval),
  };
}

function sumOf(one: Statement['total'], other: Statement['total']): Statement['total'] {
  return {
    calls: one.calls + other.calls,
    rows: one.rows + other.rows,
    ms: one.ms + other.ms,
  };
}
