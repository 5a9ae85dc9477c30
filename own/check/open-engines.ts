import type { CopiedDatabase } from '../copy/copied-stacks';
import { openCopy, type CopySession } from '../workload/open-copy';
import type { CheckedEngine } from './ask-engine';

/**
 * Opens a session with each, does something, and closes them.
 *
 * @param searchPath of the source
 * @throws UserError naming the address where nothing answers or the login is refused
 */
export async function withEngines<T>(
  databases: readonly CopiedDatabase[],
  searchPath: readonly string[],
  signal: AbortSignal,
  check: (engines: readonly CheckedEngine[]) => Promise<T>,
): Promise<T> {
  const sessions: CopySession[] = [];
  try {
    const engines: CheckedEngine[] = [];
    for (const { name, source } of databases) {
      const session = await openCopy(source, searchPath, signal);
      sessions.push(session);
      engines.push({ name, session, isCitus: await isDistributed(session) });
    }
    return await check(engines);
  } finally {
    for (const session of sessions) await session.end();
  }
}

async function isDistributed(session: CopySession): Promise<boolean> {
  const [row] = await session.texts(`SELECT to_regclass('pg_catalog.pg_dist_partition')::text`);
  if (row?.[0] == null) return false;
  return (await session.texts('SELECT 1 FROM pg_dist_partition LIMIT 1')).length > 0;
}
