import { uriOfAllHosts, uriOfEachHost, type HostUris } from '../../topology/uri-hosts';
import { UserError } from '../../words/user-error';
import { passwordFor, type PasswordVariables } from './password';

/** The database that is looked at. */
export interface Source {
  /** A libpq URI, with the password: secret. */
  readonly uri: string;
  /** `user@host:port/database`, as messages and files name it; what is not told is left out. */
  readonly address: string;
}

/** What every session says of itself: it writes nothing, and gives up rather than stand in somebody's way. */
const INSPECTION = [
  'default_transaction_read_only=on',
  'statement_timeout=60s',
  'lock_timeout=2s',
  'idle_in_transaction_session_timeout=60s',
];

/**
 * Reads what `--source` says, and adds settings of its sessions.
 *
 * @param variables that tell the password
 * @param settings that keep its sessions from writing, and more; default those of an inspection
 * @param option that says it
 * @throws UserError where it is no URI, or has a password, which whoever lists processes could read
 */
export function parseSource(
  text: string,
  variables: PasswordVariables = {},
  settings: readonly string[] = INSPECTION,
  option = '--source',
): Source {
  const uris = urisOf(text, option);
  const [first] = uris;
  if (first.password !== '' || first.searchParams.has('password')) {
    throw new UserError(
      `${option} has a password, which every user of this machine can see`,
      'leave it out, and set PGPASSWORD, or PGPASSFILE to a file as libpq reads it',
    );
  }
  first.password = encodeURIComponent(passwordFor(text, variables) ?? '');
  const given = first.searchParams.get('options') ?? '';
  const options = [given, ...settings.map((setting) => `-c ${setting}`)].join(' ').trim();
  first.searchParams.set('options', options);
  const user = first.username === '' ? '' : `${decodeURIComponent(first.username)}@`;
  const hosts = uris.map(({ host }) => host).join();
  return {
    uri: uriOfAllHosts(uris),
    address: `${user}${hosts}${decodeURIComponent(first.pathname)}`,
  };
}

function urisOf(text: string, option: string): HostUris {
  const refused = (): never => {
    throw new UserError(
      `${option} is no URI of a database`,
      'it is like postgres://me@db.example.net:5432/shop',
    );
  };
  if (!/^postgres(ql)?:\/\//.test(text)) return refused();
  try {
    return uriOfEachHost(text);
  } catch {
    return refused();
  }
}
