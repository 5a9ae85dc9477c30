import type { RepositoryConfig } from '../backup/backup-config';
import type { RepositorySecrets } from '../backup/backup-secrets';
import { COMMON, ini, placeOptions, SOCKET_DIRECTORY, SPOOL_DIRECTORY } from './pgbackrest';

/** What a group of another cluster is restored to. */
export interface RestoredData {
  readonly stanza: string;
  /** Data directory, which need not be there. */
  readonly directory: string;
  readonly port: number;
}

/**
 * How the repository of another cluster is read, which is number 1 there. Holds its secrets.
 *
 * @param data where one of its groups is restored to; undefined where it is only looked at
 */
export function renderForeignRepository(
  repository: RepositoryConfig,
  secrets: RepositorySecrets,
  data?: RestoredData,
): string {
  const named = Object.entries({
    ...placeOptions(repository, secrets),
    'cipher-type': 'aes-256-cbc',
    'cipher-pass': secrets.passphrase,
  }).map(([name, value]) => [`repo1-${name}`, value] as const);
  return ini({
    global: { ...Object.fromEntries(named), ...COMMON, 'spool-path': SPOOL_DIRECTORY },
    ...(data && {
      [data.stanza]: {
        'pg1-path': data.directory,
        'pg1-port': data.port,
        'pg1-socket-path': SOCKET_DIRECTORY,
      },
    }),
  });
}
