import type { MountSettings } from 'dockerode';
import type { RepositoryConfig } from '../../topology/backup/backup-config';
import { PGBACKREST_CONFIGURATION, REPOSITORY_PATH } from '../../topology/backup/backup-plan';
import type { RepositorySecrets } from '../../topology/backup/backup-secrets';
import {
  renderForeignRepository,
  SERVER_FILES,
  type RestoredData,
  type ServerPlace,
} from '../../topology/rendering/foreign-repository';
import { PLACE_FILES } from '../../topology/rendering/pgbackrest';
import { CERTIFICATE_GROUP } from '../../topology/tls/certificate-files';
import type { ContainerFile } from '../../toolchain/docker/container-files';

/** A repository of another cluster, with what opens it. Secret. */
export interface ForeignRepository {
  /** Where it is, in words. */
  readonly place: string;
  readonly repository: RepositoryConfig;
  readonly secrets: RepositorySecrets;
  /** The Docker volume that it is in; undefined for one elsewhere. */
  readonly volume: string | undefined;
  /** What serves it, where it is in a volume of another engine. */
  readonly server?: RepositoryServer | undefined;
}

/** A `pgbackrest server` and what it lets in by, as PEM. Secret. */
export interface RepositoryServer
  extends ServerPlace, Readonly<Record<keyof typeof SERVER_FILES, string>> {}

/** Readable for PostgreSQL's user alone. */
const SECRET = { uid: 0, gid: CERTIFICATE_GROUP, mode: 0o640 } as const;

/** Readable for root alone. */
const ROOTS = { uid: 0, gid: 0, mode: 0o600 } as const;

/** The mounts by which a container reaches it. It is read there, and can't be written. */
export function foreignMounts({ volume }: ForeignRepository): MountSettings[] {
  if (volume === undefined) return [];
  return [{ Type: 'volume', Source: volume, Target: REPOSITORY_PATH, ReadOnly: true }];
}

/**
 * The files by which a container opens it.
 *
 * @param data where one of its groups is restored to; undefined where it is only looked at
 */
export function foreignFiles(
  { repository, secrets, server }: ForeignRepository,
  data?: RestoredData,
): ContainerFile[] {
  const content = renderForeignRepository(repository, secrets, data, server);
  const { authorities, certificate, key } = SERVER_FILES;
  return [
    { file: PGBACKREST_CONFIGURATION, content, owner: SECRET },
    ...(server === undefined
      ? []
      : [
          { file: authorities, content: server.authorities },
          { file: certificate, content: server.certificate },
          // Who only looks does so as root, to whom pgBackRest grants no key that a group can read.
          { file: key, content: server.key, owner: data === undefined ? ROOTS : SECRET },
        ]),
    ...(repository.type === 's3' && repository.caCertificate !== ''
      ? [{ file: PLACE_FILES.authority, content: repository.caCertificate }]
      : []),
    ...(repository.type === 'sftp'
      ? [{ file: PLACE_FILES.sftpKey, content: secrets.sftpKey ?? '', owner: SECRET }]
      : []),
  ];
}
