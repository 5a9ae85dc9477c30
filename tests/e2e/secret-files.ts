import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { MANAGER_SECRETS, type Secrets } from '../../manager/secrets';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { PASSWORD_NAMES } from '../../topology/config/password-names';
import { allContainers } from '../../topology/plan';
import { stackOutputs } from './project';

/** A user that owns nothing in any container. */
const STRANGER = '54321';

/** Where a secret could lie: everything but the kernel's and the programs' own files. */
const PLACES =
  '/etc /opt /run /tmp /var /home /root /srv /proc/[0-9]*/environ /proc/[0-9]*/cmdline';

/** No secret of a container can be read by its other users. Call it inside a `describe`. */
export function describeSecretFiles(stack: string): void {
  it('keeps passwords from other users of the containers', async () => {
    const { plan } = await stackOutputs(stack);
    const docker = new Docker();
    const manager = docker.getContainer(plan.manager.container);
    const { output } = await execInContainer(manager, ['cat', MANAGER_SECRETS], 'root');
    const stored = JSON.parse(output) as Secrets;
    expect(Object.keys(stored).sort()).toEqual([...PASSWORD_NAMES].sort());
    // In brackets, so that the command line of the search is not found itself.
    const repositories = plan.backup?.repositories ?? [];
    const [passphrase] = await Promise.all(
      repositories.map(async ({ container }) => {
        const file = await readContainerFile(
          docker.getContainer(container),
          PGBACKREST_CONFIGURATION,
        );
        return /^repo1-cipher-pass=(.+)$/m.exec(file.content)?.[1] ?? '';
      }),
    );
    const opening = passphrase === undefined ? [] : [passphrase];
    const secrets = [...Object.values(stored), ...opening, 'SCRAM-SHA-256$4096'].map((secret) =>
      secret.replace(/^./, '[$&]').replace('$', String.raw`\$`),
    );
    const run = async (container: string, user: string, script: string): Promise<string[]> => {
      const command = ['sh', '-c', script, 'sh', ...secrets.flatMap((secret) => ['-e', secret])];
      const found = await execInContainer(docker.getContainer(container), command, user);
      return found.output.split('\n').filter((line) => line !== '');
    };
    const holders: string[] = [];
    for (const { name, container } of allContainers(plan)) {
      expect([name, await run(container, STRANGER, `grep -rlsE "$@" ${PLACES}`)]).toEqual([
        name,
        [],
      ]);
      if ((await run(container, 'root', 'grep -rlsE "$@" /etc')).length > 0) holders.push(name);
    }
    const nodes = plan.groups.flatMap((group) => group.nodes.map(({ name }) => name));
    expect(holders).toEqual([
      ...[...nodes, plan.pooler.name, plan.manager.name],
      ...repositories.map(({ name }) => name),
    ]);

    const processes =
      'for p in /proc/[0-9]*; do echo $(stat -c %U $p) $(tr "\\0" " " < $p/cmdline); done';
    const seen = await run(plan.manager.container, 'root', processes);
    expect(seen.filter((line) => /^\S+ node /.test(line))).toEqual([
      'nobody node /opt/manager/manager.js manager',
    ]);
  });
}
