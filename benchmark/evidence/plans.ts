import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import {
  allOf,
  routingOf,
  type Operation,
  type StatementContext,
} from '../../k6-scripts/lib/operation';
import { connect } from '../../sql/connect';
import { splitStatements } from '../../sql/split-statements';
import type { OperationPlan } from '../../results/evidence-schema';
import type { Warnings } from './warnings';

/** Longest time that one operation may be explained for, ms. */
const STATEMENT_LIMIT_MS = 15_000;

/**
 * Explains one statement of every operation, the first of several that has a plan. Reads are run; writes are planned and change nothing.
 * An operation that fails leaves a warning; COPY has no plan.
 *
 * @param connection of the endpoint and the role that the load uses
 * @throws UserError if it can't be connected to
 */
export async function explainOperations(
  connection: string,
  operations: readonly Operation[],
  context: StatementContext,
  warnings: Warnings,
): Promise<OperationPlan[]> {
  const client = await connect(connection, 'citus-cluster evidence');
  try {
    await client.query(`SET statement_timeout = ${STATEMENT_LIMIT_MS}`);
    const plans: OperationPlan[] = [];
    for (const operation of operations) {
      const plan = await warnings.softly(`plan of ${operation.name}`, () =>
        explainOperation(client, operation, context),
      );
      if (plan !== null) plans.push(plan);
    }
    return plans;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function explainOperation(
  client: Client,
  operation: Operation,
  context: StatementContext,
): Promise<OperationPlan | null> {
  const [first] = allOf(operation.statement(context)).flatMap(
    ({ sql: text, parameters: values }) => {
      const sql = explainable(text);
      return sql === undefined ? [] : [{ sql, parameters: values }];
    },
  );
  if (first === undefined) return null;
  const { sql, parameters } = first;
  const explain = async (how: string): Promise<string[]> => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (${how}) ${sql}`, [
      ...parameters,
    ]);
    return rows.flatMap((row) => row['QUERY PLAN'].split('\n'));
  };
  const analyzed = operation.class !== 'write';
  const structure = await explain('VERBOSE, COSTS OFF');
  return {
    operation: operation.name,
    class: operation.class,
    declared_routing: routingOf(operation, context.dataset.distributionColumn),
    sql: sql.replace(/\n\s+/g, '\n  '),
    plan: await explain(analyzed ? 'ANALYZE, BUFFERS, VERBOSE' : 'VERBOSE'),
    analyzed,
    hash: planHash(structure),
  };
}

/** The statement that has a plan: alone, or in a transaction of its own; undefined for COPY. */
function explainable(text: string): string | undefined {
  return splitStatements(text).find((sql) => /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(sql));
}

/**
 * A short hash of a plan's structure: alike whatever the parameters, the shard that Citus shows and
 * the node that answers.
 *
 * @param lines of an EXPLAIN without costs
 */
export function planHash(lines: readonly string[]): string {
  const structure = lines
    .filter(
      (line) => !/^\s*(->\s+)?(Node: |Planning|Execution|Buffers|Query Identifier)/.test(line),
    )
    .map((line) =>
      line
        .replace(/'(?:[^']|'')*'/g, '?')
        .replace(/\d+(\.\d+)?(e[+-]?\d+)?/g, '#')
        .trimEnd(),
    );
  return createHash('sha256').update(structure.join('\n')).digest('hex').slice(0, 12);
}
