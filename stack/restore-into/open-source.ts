import type Docker from 'dockerode';
import type { ForeignRepository } from '../../running/backup/foreign-repository';
import { backupOf } from '../../running/backup/backup-of';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import { readDeployment } from '../../running/read-deployment';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { PGBACKREST_CONFIGURATION, type RepositoryPlan } from '../../topology/backup/backup-plan';
import type { RepositorySecrets } from '../../topology/backup/backup-secrets';
import { placeName } from '../../topology/backup/place-name';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { PLACE_FILES } from '../../topology/rendering/pgbackrest';
import { UserError } from '../../words/user-error';
import type { BackupSource } from './into-order';
import { readRepositoryFile } from './repository-file';

/**
 * The repositories of a source, the first one first, with what opens them. Secret.
 *
 * @throws UserError where a stack is not up or has no backups; where a file can't be read
 */
export async function openSource(source: BackupSource): Promise<ForeignRepository[]> {
  if (source.kind === 'file') return [readRepositoryFile(source.file)];
  const { plan } = await readDeployment(source.stack);
  const docker = clusterDocker(plan);
  return Promise.all(
    backupOf(plan).repositories.map((repository) => opened(docker, source.stack, repository)),
  );
}

/** The options that restore commands name a source by. */
export function sourceOptions(source: BackupSource): string {
  return source.kind === 'stack' ? `--stack ${source.stack}` : `--from ${source.file}`;
}

/** A source in words: `stack "dev"`, `the repository of repository.yaml`. */
export function sourceName(source: BackupSource): string {
  return source.kind === 'stack' ? `stack "${source.stack}"` : `the repository of ${source.file}`;
}

/** What a repository's container holds: it need not run. */
async function opened(
  docker: Docker,
  stack: string,
  { container, number, repository, volume, host, address, port }: RepositoryPlan,
): Promise<ForeignRepository> {
  const read = async (file: string): Promise<string> => {
    const found = await readContainerFile(docker.getContainer(container), file).catch(() => {
      throw new UserError(
        `stack "${stack}" has no container ${container}, which knows how its repository is opened`,
        '`npm run restore -- --from FILE` restores from a repository alone (docs/backup.md)',
      );
    });
    return found.content;
  };
  const secrets = secretsIn(await read(PGBACKREST_CONFIGURATION), number);
  const sftpKey = repository.type === 'sftp' ? await read(PLACE_FILES.sftpKey) : undefined;
  const opening = { repository, secrets: { ...secrets, sftpKey } };
  if (repository.type !== 'volume')
    return { place: placeName(repository), volume: undefined, ...opening };
  if (host === undefined || address === undefined)
    return { place: `volume ${volume}`, volume, ...opening };
  // No other engine reaches it, but for what serves it there: as itself, as nobody else is let in.
  const [authorities, certificate, key] = await Promise.all([
    read(CERTIFICATE_FILES.authorities),
    read(CERTIFICATE_FILES.certificate),
    read(CERTIFICATE_FILES.key),
  ]);
  return {
    place: `volume ${volume} on ${host}`,
    ...{ ...opening, volume: undefined },
    server: { address, port, authorities, certificate, key },
  };
}

/** The secrets in the configuration of a repository's container. */
export function secretsIn(configuration: string, number: number): RepositorySecrets {
  const value = (name: string): string | undefined =>
    new RegExp(`^repo${number}-${name}=(.*)$`, 'm').exec(configuration)?.[1];
  return {
    passphrase: value('cipher-pass') ?? '',
    s3Key: value('s3-key'),
    s3KeySecret: value('s3-key-secret'),
  };
}
