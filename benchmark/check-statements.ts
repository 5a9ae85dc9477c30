import { DatabaseError, type ClientBase } from 'pg';
import { UserError } from '../cli/user-error';
import type { Operation } from '../k6-scripts/lib/operation';
import { sampleStatement } from './check-scenario';

/** What PostgreSQL can prepare. */
const PREPARABLE = /^\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|WITH)\b/i;

/**
 * Has the server parse one statement of each operation, without running it: a column that is not
 * there or a mistake in the SQL is found before the load.
 *
 * @throws UserError naming the operation, with the SQLSTATE and the server's message
 */
export async function checkStatements(
  client: ClientBase,
  operations: readonly Operation[],
): Promise<void> {
  for (const operation of operations) {
    const { sql } = sampleStatement(operation);
    if (!PREPARABLE.test(sql)) continue;
    try {
      await client.query(`PREPARE bench_check AS ${sql}`);
      await client.query('DEALLOCATE bench_check');
    } catch (cause) {
      if (!(cause instanceof DatabaseError)) throw cause;
      throw new UserError(
        `the statement of operation ${operation.name} is wrong: ${cause.message} (SQLSTATE ${cause.code})`,
        undefined,
        { cause },
      );
    }
  }
}
