import { readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { uriOfEachHost } from '../../topology/uri-hosts';

/** Whom a password is for. */
export interface Login {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
}

/** libpq's variables that tell a password, or where it is. */
export type PasswordVariables = Partial<Record<'PGPASSWORD' | 'PGPASSFILE', string>>;

/**
 * The password of a database as libpq finds it: in a variable, or in a file that others can't read, by
 * default `~/.pgpass`. Sessions and pg_dump both get it from here: a pg_dump in a container has no such file, and
 * commands take the variables from their environment, where node-postgres would look for one until its version 9.
 *
 * @returns undefined where there is none
 */
export function passwordFor(uri: string, variables: PasswordVariables): string | undefined {
  const { PGPASSWORD, PGPASSFILE = join(homedir(), '.pgpass') } = variables;
  if (PGPASSWORD !== undefined) return PGPASSWORD;
  const mode = statSync(PGPASSFILE, { throwIfNoEntry: false })?.mode ?? 0o077;
  if ((mode & 0o077) !== 0) return undefined;
  const text = readFileSync(PGPASSFILE, 'utf8');
  const found = uriOfEachHost(uri).map(({ hostname: host, port, pathname, username }) => {
    const user = decodeURIComponent(username) || userInfo().username;
    const database = decodeURIComponent(pathname.slice(1)) || user;
    return findPassword(text, { host, port: port || '5432', database, user });
  });
  return found.find((password) => password !== undefined);
}

/** The first line `host:port:database:user:password` that is for a login; `*` is for any. */
export function findPassword(text: string, login: Login): string | undefined {
  const wanted = [login.host, login.port, login.database, login.user];
  for (const line of text.split(/\r?\n/).filter((one) => !one.startsWith('#'))) {
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) => field);
    const isFor = wanted.every((value, index) => ['*', value].includes(unescaped(fields[index])));
    const password = unescaped(fields[4]);
    if (isFor && password !== '') return password;
  }
  return undefined;
}

function unescaped(field = ''): string {
  return field.replace(/\\(.)/g, '$1');
}
