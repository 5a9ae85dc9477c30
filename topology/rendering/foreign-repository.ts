import type { RepositoryConfig } from '../backup/backup-config';
import type { RepositorySecrets } from '../backup/backup-secrets';
import {
  COMMON,
  hostOptions,
  ini,
  placeOptions,
  SOCKET_DIRECTORY,
  SPOOL_DIRECTORY,
} from './pgbackrest';

/** Files by which the server of a repository on another host lets somebody in, and is known. */
export const SERVER_FILES = {
  authorities: '/etc/pgbackrest/authorities.pem',
  certificate: '/etc/pgbackrest/certificate.pem',
  key: '/etc/pgbackrest/key.pem',
} as const;

/** Where a `pgbackrest server` listens. */
export interface ServerPlace {
  readonly address: string;
  readonly port: number;
}

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
 * @param server what serves it, where it is on another host; it needs {@link SERVER_FILES} then
 */
export function renderForeignRepository(
  repository: RepositoryConfig,
  secrets: RepositorySecrets,
  data?: RestoredData,
  server?: ServerPlace,
): string {
  const named = Object.entries({
    ...(server === undefined && placeOptions(repository, secrets)),
    'cipher-type': 'aes-256-cbc',
    'cipher-pass': secrets.passphrase,
  }).map(([name, value]) => [`repo1-${name}`, value] as const);
  return ini({
    global: {
      ...Object.fromEntries(named),
      ...(server && hostOptions('repo1', server.address, server.port, SERVER_FILES)),
      ...COMMON,
      'spool-path': SPOOL_DIRECTORY,
    },
    ...(data && {
      [data.stanza]: {
        'pg1-path': data.directory,
        'pg1-port': data.port,
        'pg1-socket-path': SOCKET_DIRECTORY,
      },
    }),
  });
}
