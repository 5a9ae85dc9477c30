import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, DatabaseError } from 'pg';
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
 * SQLSTATEs of another node that can't be reached for the moment (class 08, "cannot connect now"):
 * it is still starting, or its group is switching over.
 */
const UNREACHABLE = /^(08\d{3}|57P03)$/;

/** How long a file is tried again while another node can't be reached, ms. */
const UNREACHABLE_LIMIT_MS = 60_000;

/**
 * Runs the SQL files of a phase on a session of the database's owner, at the write endpoint. A file
 * that finds another node out of reach is run again, as files are written so that they can be.
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
    await runFile(client, file, Date.now() + UNREACHABLE_LIMIT_MS);
  }
}

async function runFile(client: ClientBase, file: string, deadline: number): Promise<void> {
  try {
    for (const statement of splitStatements(readFileSync(path.join(__dirname, file), 'utf8'))) {
      await client.query(statement);
    }
  } catch (error) {
    const { message, detail, hint, code = '' } = error as Partial<DatabaseError>;
    if (UNREACHABLE.test(code) && Date.now() < deadline) {
      await sleep(500);
      return runFile(client, file, deadline);
    }
    const said = [message, detail].filter(Boolean).join(': ');
    throw new UserError(`sql/${file} failed: ${said}`, hint, { cause: error });
  }
}
