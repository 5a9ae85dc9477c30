import type Docker from 'dockerode';
import { closeSession } from '../manager/sessions/sessions';
import { openPeerSession } from '../running/peer-session';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ClusterPlan, NodePlan } from '../topology/plan';

/** What a database node says of itself. */
export interface NodeFacts {
  /** PostgreSQL's parameters by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly rules: readonly HostRule[];
  readonly roles: readonly RoleFacts[];
  /** Members of PostgreSQL's own roles that reach files or programs of the server. */
  readonly serverAccess: readonly string[];
  /** Schemas where everybody may make tables. */
  readonly openSchemas: readonly string[];
  /** Languages whose functions may do what the server's user may. */
  readonly untrustedLanguages: readonly string[];
  /** Functions of superusers, beside those of extensions, that everybody may run with their rights. */
  readonly openFunctions: readonly string[];
  readonly files: Readonly<Record<string, FileFacts>>;
  /** Octal, of the server's process. */
  readonly umask: string;
}

/** A rule of pg_hba.conf. */
export interface HostRule {
  readonly type: string;
  readonly roles: readonly string[];
  readonly address: string | null;
  readonly method: string;
  readonly error: string | null;
}

/** A role. */
export interface RoleFacts {
  readonly name: string;
  readonly isSuper: boolean;
  readonly canLogIn: boolean;
  readonly canReplicate: boolean;
  readonly canMakeRoles: boolean;
  /** Beginning of what its password is checked by; null without one. */
  readonly verifier: string | null;
}

/** Who owns a file, and who may do what with it, octal. */
export interface FileFacts {
  readonly owner: string;
  readonly mode: string;
}

const QUESTIONS = {
  rules: `SELECT type, user_name AS roles, address, auth_method AS method, error
    FROM pg_hba_file_rules`,
  roles: `SELECT rolname AS name, rolsuper AS "isSuper", rolcanlogin AS "canLogIn",
      rolreplication AS "canReplicate", rolcreaterole AS "canMakeRoles",
      left(rolpassword, 14) AS verifier
    FROM pg_authid`,
  serverAccess: `SELECT member::regrole::text || ' in ' || roleid::regrole::text AS name
    FROM pg_auth_members WHERE roleid::regrole::text IN
      ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')`,
  openSchemas: `SELECT nspname AS name FROM pg_namespace
    WHERE has_schema_privilege('public', oid, 'CREATE')`,
  untrustedLanguages: `SELECT lanname AS name FROM pg_language
    WHERE NOT lanpltrusted AND lanname NOT IN ('internal', 'c')`,
  openFunctions: `SELECT p.oid::regprocedure::text AS name
    FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.prosecdef AND r.rolsuper AND has_function_privilege('public', p.oid, 'EXECUTE')
      AND NOT EXISTS (SELECT FROM pg_depend
        WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`,
} as const;

/** Asks a node. @throws Error where it does not answer */
export async function nodeFacts(
  docker: Docker,
  { database }: ClusterPlan,
  node: NodePlan,
): Promise<NodeFacts> {
  // With the parameters that other sessions have.
  const client = await openPeerSession(docker, node, database, '');
  try {
    const ask = async <T extends object>(sql: string): Promise<T[]> =>
      (await client.query<T>(sql)).rows;
    const parameters = await ask<{ name: string; value: string }>(
      `SELECT name, coalesce(setting, '') AS value FROM pg_settings`,
    );
    const settings = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    const names = async (sql: string): Promise<string[]> =>
      (await ask<{ name: string }>(sql)).map(({ name }) => name);
    return {
      settings,
      rules: await ask<HostRule>(QUESTIONS.rules),
      roles: await ask<RoleFacts>(QUESTIONS.roles),
      serverAccess: await names(QUESTIONS.serverAccess),
      openSchemas: await names(QUESTIONS.openSchemas),
      untrustedLanguages: await names(QUESTIONS.untrustedLanguages),
      openFunctions: await names(QUESTIONS.openFunctions),
      ...(await fileFacts(docker, node, settings)),
    };
  } finally {
    await closeSession(client);
  }
}

/** Prints the server's umask, then a line for each file: owner, mode, path. */
const LOOK = `
  directory=$1; shift
  sed -n 's/^Umask:[[:space:]]*//p' "/proc/$(head -n 1 "$directory/postmaster.pid")/status"
  exec stat -L -c '%U %a %n' "$directory" "$@"`;

async function fileFacts(
  docker: Docker,
  { container }: NodePlan,
  settings: Readonly<Record<string, string>>,
): Promise<Pick<NodeFacts, 'files' | 'umask'>> {
  const directory = settings['data_directory'] ?? '';
  const asked = ['config_file', 'hba_file', 'unix_socket_directories'];
  if (settings['ssl'] === 'on') asked.push('ssl_key_file');
  const command = ['sh', '-c', LOOK, 'sh', directory, ...asked.map((name) => settings[name] ?? '')];
  const own = docker.getContainer(container);
  const { code, output } = await execInContainer(own, command, 'postgres');
  if (code !== 0) throw new Error(`the files of ${container} can't be looked at: ${output.trim()}`);
  const [umask = '', ...lines] = output.trim().split('\n');
  const facts = lines.map((line): FileFacts => {
    const [owner = '', mode = ''] = line.split(' ');
    return { owner, mode };
  });
  const names = ['data_directory', ...asked];
  return {
    umask,
    files: Object.fromEntries(names.map((name, i) => [name, facts[i] as FileFacts])),
  };
}
