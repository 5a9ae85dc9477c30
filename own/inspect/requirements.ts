import { UserError } from '../../words/user-error';
import type { SourceSession } from './open-source';

/** What has to be so before anything else is read. */
export interface Facts {
  readonly version: string;
  readonly versionNumber: number;
  readonly role: string;
  readonly seesStatements: boolean;
  /** Of pg_stat_statements; null where the database does not have it. */
  readonly extension: string | null;
  /** Its schema. */
  readonly schema: string | null;
}

const FACTS = `
  SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::integer AS "versionNumber", current_user AS role,
    pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS "seesStatements",
    e.extversion AS extension, n.nspname AS schema
  FROM (SELECT) one LEFT JOIN pg_extension e ON e.extname = 'pg_stat_statements'
  LEFT JOIN pg_namespace n ON n.oid = e.extnamespace`;

/**
 * @returns the schema of pg_stat_statements
 * @throws UserError where the server is too old, or statements can't be seen
 */
export async function readRequirements(session: SourceSession, address: string): Promise<string> {
  const [facts] = await session.rows<Facts>('the version', FACTS);
  const refusal = facts && refusalOf(facts, address);
  if (refusal !== undefined) throw refusal;
  return facts?.schema ?? '';
}

/** What keeps a server from being looked at; undefined where nothing does. */
export function refusalOf(facts: Facts, address: string): UserError | undefined {
  const { version, versionNumber, role, seesStatements, extension } = facts;
  if (versionNumber < 140_000) {
    return new UserError(`${address} is PostgreSQL ${version}`, '14 or newer is needed');
  }
  if (extension === null) {
    return new UserError(
      `${address} has no pg_stat_statements, by which statements are known`,
      'its owner sets shared_preload_libraries, restarts it, and runs CREATE EXTENSION pg_stat_statements there',
    );
  }
  if (Number.parseFloat(extension.replace('.', '')) < 19) {
    return new UserError(
      `${address} has pg_stat_statements ${extension}`,
      'ALTER EXTENSION pg_stat_statements UPDATE makes it 1.9 or newer',
    );
  }
  return seesStatements
    ? undefined
    : new UserError(
        `${role} does not see the statements of others at ${address}`,
        `GRANT pg_monitor, pg_read_all_data TO ${role}`,
      );
}
