import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, DatabaseError } from 'pg';
import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';
import { splitStatements } from './split-statements';

/**
 * Files of a kind by their number: the schema is applied at deployment, the others are run by the
 * load around its rows.
 */
const NUMBERS = {
  schema: { from: 0, to: 799 },
  emptyTable: { from: 800, to: 899 },
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
  await applySettings(client, plan);
  for (const file of sqlFiles(plan.engine, phase)) {
    onFile(file);
    await runFile(client, file, Date.now() + UNREACHABLE_LIMIT_MS);
  }
}

/** Makes a session's settings those that the SQL files read. */
export async function applySettings(client: ClientBase, plan: ClusterPlan): Promise<void> {
  for (const [name, value] of Object.entries(sqlSettings(plan))) {
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  }
}

/** A statement of a SQL file. */
export interface FileStatement {
  /** Path from `sql/`. */
  readonly file: string;
  readonly text: string;
}

/** The statements of a phase's files, in their order. */
export function sqlStatements(engine: ClusterPlan['engine'], phase: SqlPhase): FileStatement[] {
  return sqlFiles(engine, phase).flatMap((file) =>
    splitStatements(readFileSync(path.join(__dirname, file), 'utf8')).map((text) => ({
      file,
      text,
    })),
  );
}

/** What a server said about a file's statement, as an error that names the file. */
export function sqlFileError(file: string, error: unknown): UserError {
  const { message, detail, hint } = error as Partial<DatabaseError>;
  const said = [message, detail].filter(Boolean).join(': ');
  return new UserError(`sql/${file} failed: ${said}`, hint, { cause: error });
}

/** Whether a SQLSTATE says that another node can't be reached for the moment. */
export function isUnreachable(sqlState: string | undefined): boolean {
  return UNREACHABLE.test(sqlState ?? '');
}

async function runFile(client: ClientBase, file: string, deadline: number): Promise<void> {
  try {
    for (const statement of splitStatements(readFileSync(path.join(__dirname, file), 'utf8'))) {
      await client.query(statement);
    }
  } catch (error) {
    if (isUnreachable((error as Partial<DatabaseError>).code) && Date.now() < deadline) {
      await sleep(500);
      return runFile(client, file, deadline);
    }
    throw sqlFileError(file, error);
  }
}
