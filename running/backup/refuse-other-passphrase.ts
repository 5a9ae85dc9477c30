import type Docker from 'dockerode';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { UserError } from '../../words/user-error';

/**
 * Refuses another passphrase than the one that a repository was made with, and that alone opens it.
 *
 * @throws UserError naming the key
 */
export async function refuseOtherPassphrase(
  docker: Docker,
  { stack, backup }: ClusterPlan,
  passphrase: string,
): Promise<void> {
  for (const { name, container, number } of backup?.repositories ?? []) {
    const held = await readContainerFile(
      docker.getContainer(container),
      PGBACKREST_CONFIGURATION,
    ).catch(() => undefined);
    const pattern = new RegExp(`^repo${number}-cipher-pass=(.*)$`, 'm');
    const present = pattern.exec(held?.content ?? '')?.[1];
    if (present === undefined || present === passphrase) continue;
    throw new UserError(
      `config backup.passphrase is not the one that repository ${name} of stack "${stack}" was made with, which alone opens it`,
      'set it back, or remove it where it was not set before',
    );
  }
}
