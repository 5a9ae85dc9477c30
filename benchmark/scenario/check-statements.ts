import { DatabaseError, type ClientBase } from 'pg';
import { UserError } from '../../words/user-error';
import { allOf, type Operation } from '../../k6-scripts/lib/operation';
import { sampleStatement } from './check-scenario';
import { quoteStatement } from './quote-statement';

/** What PostgreSQL can't prepare: several statements in one message, and commands. */
const NOT_PREPARABLE =
  /;\s*\S|^\s*(BEGIN|START|COMMIT|SET|RESET|SHOW|COPY|CALL|DO|EXECUTE|DECLARE|FETCH|LOCK|TRUNCATE|CREATE|ALTER|DROP|REFRESH|ANALYZE|VACUUM|EXPLAIN|LISTEN|NOTIFY)\b/i;

/** Whether the server can be asked what it makes of a statement without running it. */
export function isPreparable(sql: string): boolean {
  return !NOT_PREPARABLE.test(sql);
}

/**
 * Has the server parse one statement of each operation, and those that follow it, without running them: a
 * column that is not there or a mistake in the SQL is found before the load.
 *
 * @throws UserError naming the operation, with the SQLSTATE, the server's message and the statement
 */
export async function checkStatements(
  client: ClientBase,
  operations: readonly Operation[],
): Promise<void> {
  const statements = operations.flatMap((operation) =>
    allOf(sampleStatement(operation)).map(({ sql }) => ({ operation, sql })),
  );
  for (const { operation, sql } of statements) {
    if (!isPreparable(sql)) continue;
    try {
      await client.query(`PREPARE bench_check AS ${sql}`);
      await client.query('DEALLOCATE bench_check');
    } catch (cause) {
      if (!(cause instanceof DatabaseError)) throw cause;
      throw new UserError(
        `the statement of operation ${operation.name} is wrong: ${cause.message} (SQLSTATE ${cause.code}) in: ${quoteStatement(sql)}`,
        undefined,
        { cause },
      );
    }
  }
}
