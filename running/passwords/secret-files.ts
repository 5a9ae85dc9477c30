import type Docker from 'dockerode';
import { MANAGER_SECRETS, renderSecrets, type Secrets } from '../../manager/secrets';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { managersOf } from '../../topology/managers';
import { allNodes, waysIn, type ClusterPlan } from '../../topology/plan';
import { PATRONI_NODE_FILE, withPasswords } from '../../topology/rendering/patroni';
import { PGBOUNCER_USERS, renderPgbouncerUsers } from '../../topology/rendering/pgbouncer';
import type { LiveFile } from '../live-file';

/** A file with passwords in a container. */
export interface SecretFile extends LiveFile {
  readonly container: Docker.Container;
  /** Of the node, the pooler or the manager. */
  readonly holder: string;
  /** What the file holds now. */
  readonly present: string;
}

/**
 * The files of a cluster's containers that hold passwords, as they are and as they should be. Nothing
 * else about them is changed: the rest of a node's configuration is its component's.
 *
 * @param present names of the containers that are there
 */
export async function secretFiles(
  docker: Docker,
  plan: ClusterPlan,
  secrets: Secrets,
  present: ReadonlyMap<string, string>,
): Promise<SecretFile[]> {
  const wanted = [
    ...allNodes(plan).map((holder) => ({
      ...{ holder, file: PATRONI_NODE_FILE, signal: 'HUP' as const },
      render: (content: string) => withPasswords(content, secrets),
    })),
    ...waysIn(plan).map(({ pooler }) => ({
      ...{ holder: pooler, file: PGBOUNCER_USERS, signal: 'HUP' as const },
      render: () => renderPgbouncerUsers(plan, secrets),
    })),
    // Docker starts them again, within a second.
    ...managersOf(plan).map((holder) => ({
      ...{ holder, file: MANAGER_SECRETS, signal: 'TERM' as const },
      render: () => renderSecrets(secrets),
    })),
  ];
  const there = wanted.filter(({ holder }) => present.has(holder.container));
  return Promise.all(
    there.map(async ({ holder, file, signal, render }) => {
      const container = docker.getContainer(holder.container);
      const { content } = await readContainerFile(container, file);
      const next = { file, content: render(content), signal };
      return { ...next, container, holder: holder.name, present: content };
    }),
  );
}
