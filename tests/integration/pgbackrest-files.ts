import { readFileSync } from 'node:fs';
import type { CertificatePaths } from '../../manager/tls/certificates';
import type { ContainerFile } from '../../toolchain/docker/container-files';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import { CERTIFICATE_FILES, CERTIFICATE_GROUP } from '../../topology/tls/certificate-files';

/** Port of `pgbackrest server`. */
export const SERVER_PORT = 8432;

/** Options of pgBackRest. */
export type PgBackRestOptions = Readonly<Record<string, string | number>>;

/** A file that PostgreSQL's user may read, and nobody else. */
export function secretFile(file: string, content: string): ContainerFile {
  return { file, content, owner: { uid: 0, gid: CERTIFICATE_GROUP, mode: 0o640 } };
}

/** pgBackRest's configuration, by section. */
export function pgBackRestFile(
  sections: Readonly<Record<string, PgBackRestOptions>>,
): ContainerFile {
  const lines = Object.entries(sections).flatMap(([name, options]) => [
    `[${name}]`,
    ...Object.entries(options).map(([key, value]) => `${key}=${value}`),
  ]);
  return secretFile(PGBACKREST_CONFIGURATION, `${lines.join('\n')}\n`);
}

/** Certificates where a container of the cluster has them. */
export function certificateFiles(paths: CertificatePaths): ContainerFile[] {
  return (['certificate', 'key', 'authorities'] as const).map((kind) =>
    secretFile(CERTIFICATE_FILES[kind], readFileSync(paths[kind], 'utf8')),
  );
}

/** Options by which one side of a connection shows who it is, and knows the other. */
export function tlsOptions(prefix: string): PgBackRestOptions {
  const { certificate, key, authorities } = CERTIFICATE_FILES;
  return {
    [`${prefix}-cert-file`]: certificate,
    [`${prefix}-key-file`]: key,
    [`${prefix}-ca-file`]: authorities,
  };
}

/** Options of `pgbackrest server`, which lets in one client by the name in its certificate. */
export function serverOptions(client: string): PgBackRestOptions {
  return {
    'tls-server-address': '*',
    'tls-server-port': SERVER_PORT,
    ...tlsOptions('tls-server'),
    'tls-server-auth': `${client}=*`,
    'log-level-file': 'off',
    'lock-path': '/tmp/pgbackrest',
  };
}

/** Options by which a host is reached at its `pgbackrest server`; `prefix` is `pg1-host`, `repo2-host`. */
export function hostOptions(prefix: string, host: string): PgBackRestOptions {
  return {
    [prefix]: host,
    [`${prefix}-type`]: 'tls',
    [`${prefix}-port`]: SERVER_PORT,
    ...tlsOptions(prefix),
  };
}
