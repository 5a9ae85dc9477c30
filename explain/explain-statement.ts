import type { ClientBase } from 'pg';
import type { Parameter } from '../k6-scripts/lib/operation';

/** A statement to explain, with its parameters. */
export interface ExplainedStatement {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** How one statement ran. */
export interface Explanation extends ExplainedStatement {
  readonly planningMs: number;
  readonly executionMs: number;
  /** The plan as PostgreSQL prints it, with actual times, rows and buffers. */
  readonly plan: readonly string[];
}

/**
 * Runs a statement under `EXPLAIN (ANALYZE, BUFFERS)` in a transaction that is rolled back, so that
 * writes leave nothing behind.
 */
export async function explainStatement(
  client: ClientBase,
  statement: ExplainedStatement,
): Promise<Explanation> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, BUFFERS) ${statement.sql}`,
      [...statement.parameters],
    );
    const plan = rows.map((row) => row['QUERY PLAN']);
    return {
      ...statement,
      planningMs: timeIn(plan, 'Planning Time'),
      executionMs: timeIn(plan, 'Execution Time'),
      plan,
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The whole statement's time: the line without indentation, for Citus shows its tasks' times too. */
function timeIn(plan: readonly string[], label: string): number {
  const line = plan.find((text) => text.startsWith(label));
  return Number(/([\d.]+) ms/.exec(line ?? '')?.[1] ?? Number.NaN);
}
