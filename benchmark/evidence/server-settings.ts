import type { NodeSession } from './node-session';
import type { Setting } from '../../results/evidence-schema';

/** Settings that may hold a password, whole or in part. */
const SECRET = /passw|secret|passphrase|conninfo|_command$|authinfo/i;

/** Sources that say nothing about how a server was set up. */
const OTHER_SOURCES = ['default', 'client', 'session', 'override', 'environment variable'];

/** A node's settings that are not the default, by name; those that may hold a secret are left out. */
export async function readSettings(session: NodeSession): Promise<Setting[]> {
  const settings = await session.query<Setting>({
    text: `SELECT name, current_setting(name) AS value, source FROM pg_settings
      WHERE source <> ALL ($1::text[]) AND setting IS DISTINCT FROM boot_val
      ORDER BY name`,
    values: [OTHER_SOURCES],
  });
  return withoutSecrets(settings);
}

/** Leaves out settings whose name or value suggests a password. */
export function withoutSecrets(settings: readonly Setting[]): Setting[] {
  return settings.filter(
    ({ name, value }) => !SECRET.test(name) && !/password\s*=|:\/\/[^/\s]*:[^/\s]*@/i.test(value),
  );
}
