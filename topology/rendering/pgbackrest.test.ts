import { describe, expect, it } from 'vitest';
import type { RepositorySecrets } from '../backup/backup-secrets';
import { parseClusterConfig, type RawConfig } from '../config/config';
import type { ClusterPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { renderForeignRepository } from './foreign-repository';
import { renderNodeBackups, renderRepository } from './pgbackrest';

const S3 = { type: 's3', bucket: 'backups', endpoint: 's3.example.com', region: 'eu-central-1' };
const SFTP = {
  ...{ type: 'sftp', host: 'sftp.example.com', user: 'backup', path: '/backups/golden' },
  hostFingerprint: '0123456789abcdef0123456789abcdef01234567',
};

const HOSTS = Object.fromEntries(
  ['h1', 'h2', 'h3'].map((name, index) => [
    name,
    { docker: `tcp://10.0.0.${index + 1}:2376`, address: `10.0.0.${index + 1}` },
  ]),
);

const STACKS = {
  hosts: { hosts: HOSTS, 'workers.count': 2, 'backup.repo2': { type: 'volume' } },
  standby: {},
  single: { engine: 'native', 'workers.count': 0, 'etcd.members': 1 },
  repositories: { 'workers.count': 1, 'backup.repo': S3, 'backup.repo2': SFTP },
} satisfies Record<string, RawConfig>;

const SECRETS: RepositorySecrets = {
  passphrase: 'passphrase',
  s3Key: 'key',
  s3KeySecret: 'secret',
};

function plan(raw: RawConfig): ClusterPlan {
  return planCluster(parseClusterConfig('golden', raw));
}

describe.each(Object.entries(STACKS))("pgBackRest's configuration in a %s stack", (name, raw) => {
  const cluster = plan(raw);
  const golden = (file: string): string => `golden/${name}/${file}`;

  it.each(cluster.backup?.repositories ?? [])('of $name', async (repository) => {
    await expect(renderRepository(cluster, repository, SECRETS)).toMatchFileSnapshot(
      golden(`${repository.name}-pgbackrest.conf`),
    );
  });

  it('of the last node', async () => {
    const group = cluster.groups.at(-1);
    const node = group?.nodes.at(-1);
    if (group === undefined || node === undefined) throw new Error('no node');
    await expect(renderNodeBackups(cluster, group, node)).toMatchFileSnapshot(
      golden(`${node.name}-pgbackrest.conf`),
    );
  });
});

describe('renderForeignRepository', () => {
  it('reads a volume of another host by what serves it there', () => {
    const server = { address: '10.0.0.2', port: 20_260 };
    const text = renderForeignRepository({ type: 'volume' }, SECRETS, undefined, server);
    expect(text).toContain('repo1-host=10.0.0.2\nrepo1-host-type=tls\nrepo1-host-port=20260\n');
    expect(text).not.toContain('repo1-path');
  });
});

describe('renderRepository', () => {
  it('trusts the authority of an object store that is given', () => {
    const cluster = plan({ 'backup.repo': S3 });
    const [repository] = cluster.backup?.repositories ?? [];
    if (repository?.repository.type !== 's3') throw new Error('no object store');
    const own = { ...repository, repository: { ...repository.repository, caCertificate: 'PEM' } };
    expect(renderRepository(cluster, own, SECRETS)).toContain('repo1-storage-ca-file=/');
    expect(renderRepository(cluster, repository, SECRETS)).not.toContain('storage-ca-file');
  });
});
