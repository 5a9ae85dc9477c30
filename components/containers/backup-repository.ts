import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { AGENT_CONFIGURATION, agentConfiguration } from '../../topology/backup/agent-configuration';
import {
  PGBACKREST_CONFIGURATION,
  REPOSITORY_PATH,
  type RepositoryPlan,
} from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { POSTGRES_HOME } from '../../topology/rendering/patroni';
import { PLACE_FILES, renderRepository } from '../../topology/rendering/pgbackrest';
import type { BackupSecrets } from '../backup-secrets';
import { certificateMounts, type IssueCertificate } from '../certificate';
import type { ClusterImages } from '../cluster-images';
import type { ClusterNetwork } from '../cluster-network';
import { Component } from '../component';
import { labelList } from '../labels';
import {
  awaited,
  CONTAINER_OPTIONS,
  containerSettings,
  httpHealthCheck,
  SECRET_FILE,
} from './container-settings';

/** What a {@link BackupRepository} is made of. */
export interface BackupRepositoryArgs {
  readonly plan: ClusterPlan;
  readonly repository: RepositoryPlan;
  readonly backupSecrets: BackupSecrets;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
}

/** Time that a backup under way has to end in order, which leaves it to be begun anew. */
const STOP_GRACE_SECONDS = 10;

/** Where nodes of this image have their volume, and this container has nothing. */
const NO_HOME = { [POSTGRES_HOME]: 'rw,noexec,nosuid,nodev,size=64k,mode=0555' };

const ROLE = { role: 'backup' } as const;

/** A repository of backups: what keeps them, and starts and watches them for the manager. */
export class BackupRepository extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: BackupRepositoryArgs, options: pulumi.ComponentResourceOptions) {
    super('BackupRepository', name, options);
    const { plan, repository } = args;
    const volume = new docker.Volume(
      this.child('volume'),
      { name: repository.volume, labels: labelList(plan, ROLE) },
      // The repository of a host that is left begins anew on another one: what it has stays there.
      { parent: this, retainOnDelete: plan.protectData || repository.host !== undefined },
    );
    this.container = this.createContainer(args, volume);
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer(args: BackupRepositoryArgs, volume: docker.Volume): docker.Container {
    const { plan, repository, network, images, issue } = args;
    const settings = containerSettings(plan, repository, network, ROLE);
    return new docker.Container(
      this.child('container'),
      {
        ...settings,
        tmpfs: { ...settings.tmpfs, ...NO_HOME },
        image: images.imageFor('database', repository),
        user: 'postgres',
        entrypoints: ['backup-agent'],
        command: [AGENT_CONFIGURATION],
        uploads: [
          ...secretUploads(args),
          {
            file: AGENT_CONFIGURATION,
            content: JSON.stringify(agentConfiguration(repository, plan.groups), null, 2),
          },
        ],
        volumes: [
          { volumeName: volume.name, containerPath: REPOSITORY_PATH },
          ...(certificateMounts(this, { plan, container: repository, issue }) ?? []),
        ],
        ...awaited(httpHealthCheck(repository.agentPort, '/health')),
        stopTimeout: STOP_GRACE_SECONDS,
        destroyGraceSeconds: STOP_GRACE_SECONDS,
      },
      { ...CONTAINER_OPTIONS, parent: this },
    );
  }
}

/** pgBackRest's configuration with all secrets, and files that it names. */
function secretUploads({ plan, repository, backupSecrets }: BackupRepositoryArgs) {
  const secrets = backupSecrets.ofRepository(repository.number);
  const place = repository.repository;
  const content = secrets.apply((all) => renderRepository(plan, repository, all));
  return [
    { file: PGBACKREST_CONFIGURATION, content, ...SECRET_FILE },
    ...(place.type === 's3' && place.caCertificate !== ''
      ? [{ file: PLACE_FILES.authority, content: place.caCertificate }]
      : []),
    ...(place.type === 'sftp'
      ? [
          {
            file: PLACE_FILES.sftpKey,
            content: secrets.apply(({ sftpKey = '' }) => sftpKey),
            ...SECRET_FILE,
          },
        ]
      : []),
  ];
}
