import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClientBase } from 'pg';
import { UserError } from '../cli/user-error';
import type { ClusterPlan } from '../topology/plan';
import { splitStatements } from './split-statements';

/**
 * Files of a kind by their number: the schema is applied at deployment, the others are run by the
 * load around its rows.
 */
const NUMBERS = {
  schema: { from: 0, to: 799 },
  dropIndexes: { from: 800, to: 899 },
  createIndexes: { from: 900, to: 999 },
} as const;

/** What a file is for; its number says so. */
export type SqlPhase = keyof typeof NUMBERS;

/** The SQL files of a phase in their order, `common/` before the engine's own; paths from `sql/`. */
export function sqlFiles(engine: ClusterPlan['engine'], phase: SqlPhase): string[] {
  const { from, to } = NUMBERS[phase];
  return ['common', engine].flatMap((folder) =>
    readdirSync(path.join(__dirname, folder))
      .filter((file) => /^\d{3}-.*\.sql$/.test(file))
      .filter((file) => Number(file.slice(0, 3)) >= from && Number(file.slice(0, 3)) <= to)
      .sort()
      .map((file) => path.join(folder, file)),
  );
}

/** The custom settings that the SQL files read with `current_setting`. */
export function sqlSettings(plan: ClusterPlan): Record<string, string> {
  return {
    'cluster.distribution_column': plan.dataset.distributionColumn,
    'cluster.shard_count': String(plan.dataset.shardCount),
    'cluster.shard_replication_factor': String(plan.shardReplicationFactor),
  };
}

/**
 * Runs the SQL files of a phase on a session of the database's owner, at the write endpoint.
 *
 * @param onFile told each file before it runs
 * @throws UserError naming the file and what the server said
 */
export async function runSqlFiles(
  client: ClientBase,
  plan: ClusterPlan,
  phase: SqlPhase,
  onFile: (file: string) => void = () => undefined,
): Promise<void> {
  for (const [name, value] of Object.entries(sqlSettings(plan))) {
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  }
  for (const file of sqlFiles(plan.engine, phase)) {
    onFile(file);
    try {
      for (const statement of splitStatements(readFileSync(path.join(__dirname, file), 'utf8'))) {
        await client.query(statement);
      }
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      throw new UserError(`sql/${file} failed: ${message}`, hint, { cause: error });
    }
  }
}
