import type { RepositoryConfig } from '../backup/backup-config';
import {
  backedUpPort,
  REPOSITORY_PATH,
  stanzaOf,
  type BackupPlan,
  type RepositoryPlan,
} from '../backup/backup-plan';
import type { RepositorySecrets } from '../backup/backup-secrets';
import {
  addressOf,
  type ClusterPlan,
  type ContainerPlan,
  type GroupPlan,
  type NodePlan,
} from '../plan';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { DATA_DIRECTORY, POSTGRES_HOME } from './patroni';

/** Files that the configuration of a repository's container names, where its place needs them. */
export const PLACE_FILES = {
  authority: '/etc/pgbackrest/authority.pem',
  sftpKey: '/etc/pgbackrest/sftp-key.pem',
} as const;

/** Where log waits to be archived; beside the data, so that it is lost with them alone. */
export const SPOOL_DIRECTORY = `${POSTGRES_HOME}/spool`;

/** Where PostgreSQL's socket is in the image. */
export const SOCKET_DIRECTORY = '/var/run/postgresql';

/** Processes of a program that read, compress and send. Databases go before. */
const PROCESSES = 2;

type Options = Readonly<Record<string, string | number>>;

/** Sections by name; an option that is there several times has a list. */
type Sections = Readonly<
  Record<string, Readonly<Record<string, string | number | readonly string[]>>>
>;

/** How a node archives its log and lets repositories read its data. Holds no secret. */
export function renderNodeBackups(plan: ClusterPlan, group: GroupPlan, node: NodePlan): string {
  const backup = backupOf(plan);
  const { repositories, queueMaxGiB } = backup;
  const stanza = stanzaOf(group);
  return ini({
    global: {
      ...Object.assign(
        {},
        ...repositories.map((one) => hostOptions(`repo${one.number}`, addressOf(one), one.port)),
      ),
      ...COMMON,
      // A repository whose host is gone is tried four times before the other one gets more log: half a minute, s.
      'io-timeout': 10,
      'spool-path': SPOOL_DIRECTORY,
      'archive-push-queue-max': `${queueMaxGiB}GiB`,
      ...serverOptions(node, backedUpPort(backup, node)),
      'tls-server-auth': repositories.map(({ name }) => `${name}=${stanza}`),
    },
    // By itself, archive-get would go on with what it has fetched of a timeline that is left.
    'global:archive-push': {
      'archive-async': 'y',
      'process-max': PROCESSES,
      // So long at most the end of a primary waits for a repository that does not answer, s.
      'archive-timeout': 5,
      // So long at most one repository whose host freezes in the middle of it keeps log from the other, s.
      'protocol-timeout': 300,
    },
    [stanza]: dataOptions(1, node),
  });
}

/** How a repository's container keeps backups, and whom it takes them of. Holds its secrets. */
export function renderRepository(
  plan: ClusterPlan,
  container: RepositoryPlan,
  secrets: RepositorySecrets,
): string {
  const { number, repository, port, name, host } = container;
  const backup = backupOf(plan);
  const named = Object.entries({
    ...placeOptions(repository, secrets),
    'cipher-type': 'aes-256-cbc',
    'cipher-pass': secrets.passphrase,
    'retention-full': backup.retention,
    // Small files together, and of large ones the parts that changed.
    bundle: 'y',
    block: 'y',
  }).map(([name, value]) => [`repo${number}-${name}`, value] as const);
  return ini({
    global: {
      ...Object.fromEntries(named),
      ...COMMON,
      'process-max': PROCESSES,
      // From the standby, which has the time; without one, from the primary.
      'backup-standby': 'prefer',
      'start-fast': 'y',
      ...serverOptions(container, port),
      'tls-server-auth': [
        ...plan.groups.flatMap((group) =>
          group.nodes.map((node) => `${node.name}=${stanzaOf(group)}`),
        ),
        // Who reads a volume of another host does so by this one's own certificate.
        ...(host === undefined ? [] : [`${name}=*`]),
      ],
    },
    ...Object.fromEntries(
      plan.groups.map((group) => [
        stanzaOf(group),
        Object.assign(
          {},
          ...group.nodes.map((node, index) => ({
            ...hostOptions(`pg${index + 1}`, addressOf(node), backedUpPort(backup, node)),
            ...dataOptions(index + 1, node),
          })),
        ) as Options,
      ]),
    ),
  });
}

/** What holds wherever pgBackRest runs. */
export const COMMON: Options = {
  'compress-type': 'zst',
  'lock-path': '/tmp/pgbackrest',
  // Whoever lost its power in the middle of an exchange is missed after 12 s, not after minutes: for so long
  // the repository keeps the lock that it took, and nobody else archives of that group.
  'tcp-keep-alive-idle': 3,
  'tcp-keep-alive-interval': 3,
  'tcp-keep-alive-count': 3,
  // What it says goes to the container's log.
  'log-level-file': 'off',
};

function backupOf({ backup, stack }: ClusterPlan): BackupPlan {
  if (backup === undefined) throw new Error(`nothing of ${stack} is backed up`);
  return backup;
}

/** Files by which a client of a `pgbackrest server` is known, and knows it. */
type ClientFiles = Readonly<Record<'authorities' | 'certificate' | 'key', string>>;

/** Another container's `pgbackrest server`. */
export function hostOptions(
  prefix: string,
  host: string,
  port: number,
  { authorities, certificate, key }: ClientFiles = CERTIFICATE_FILES,
): Options {
  return {
    [`${prefix}-host`]: host,
    [`${prefix}-host-type`]: 'tls',
    [`${prefix}-host-port`]: port,
    [`${prefix}-host-ca-file`]: authorities,
    [`${prefix}-host-cert-file`]: certificate,
    [`${prefix}-host-key-file`]: key,
  };
}

/** The container's own `pgbackrest server`. */
function serverOptions({ address = '*' }: ContainerPlan, port: number): Options {
  return {
    'tls-server-address': address,
    'tls-server-port': port,
    'tls-server-ca-file': CERTIFICATE_FILES.authorities,
    'tls-server-cert-file': CERTIFICATE_FILES.certificate,
    'tls-server-key-file': CERTIFICATE_FILES.key,
  };
}

function dataOptions(number: number, { postgresPort }: NodePlan): Options {
  return {
    [`pg${number}-path`]: DATA_DIRECTORY,
    [`pg${number}-port`]: postgresPort,
    [`pg${number}-socket-path`]: SOCKET_DIRECTORY,
  };
}

/** Where a repository is, and what opens it there. */
export function placeOptions(repository: RepositoryConfig, secrets: RepositorySecrets): Options {
  switch (repository.type) {
    case 'volume':
      return { path: REPOSITORY_PATH };
    case 's3':
      return {
        type: 's3',
        path: repository.path,
        's3-bucket': repository.bucket,
        's3-endpoint': repository.endpoint,
        's3-region': repository.region,
        's3-uri-style': repository.uriStyle,
        's3-key': secrets.s3Key ?? '',
        's3-key-secret': secrets.s3KeySecret ?? '',
        ...(repository.caCertificate !== '' && { 'storage-ca-file': PLACE_FILES.authority }),
      };
    case 'sftp':
      return {
        type: 'sftp',
        path: repository.path,
        'sftp-host': repository.host,
        'sftp-host-port': repository.port,
        'sftp-host-user': repository.user,
        'sftp-private-key-file': PLACE_FILES.sftpKey,
        'sftp-host-key-check-type': 'fingerprint',
        'sftp-host-key-hash-type': 'sha1',
        'sftp-host-fingerprint': repository.hostFingerprint,
      };
  }
}

/** Sections as pgBackRest reads them. */
export function ini(sections: Sections): string {
  const blocks = Object.entries(sections).map(([section, options]) => {
    const lines = Object.entries(options).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}=${one}\n`),
    );
    return `[${section}]\n${lines.join('')}`;
  });
  return blocks.join('\n');
}
