import type { RepositoryConfig } from './backup-config';

/** Where a repository is, in words: `a volume`, `s3 bucket at endpoint/path`, `sftp user@host:22/path`. */
export function placeName(repository: RepositoryConfig): string {
  switch (repository.type) {
    case 'volume':
      return 'a volume';
    case 's3':
      return `s3 ${repository.bucket} at ${repository.endpoint}${repository.path}`;
    case 'sftp':
      return `sftp ${repository.user}@${repository.host}:${repository.port}${repository.path}`;
  }
}
