import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { allContainers } from '../../topology/plan';
import { npmRunOk, stackOutputs } from './project';

/** A user that owns nothing in any container. */
const STRANGER = '54321';

/** Where a secret could lie: everything but the kernel's and the programs' own files. */
const PLACES =
  '/etc /opt /run /tmp /var /home /root /srv /proc/[0-9]*/environ /proc/[0-9]*/cmdline';

/** No secret of a container can be read by its other users. Call it inside a `describe`. */
export function describeSecretFiles(stack: string): void {
  it('keeps passwords from other users of the containers', async () => {
    const { plan } = await stackOutputs(stack);
    const config = ['config', 'get', 'citus-cluster:passwords', '--stack', stack];
    const stored = JSON.parse(await npmRunOk('pulumi', ...config)) as Record<string, string>;
    // In brackets, so that the command line of the search is not found itself.
    const secrets = [...Object.values(stored), 'SCRAM-SHA-256$4096'].map((secret) =>
      secret.replace(/^./, '[$&]').replace('$', String.raw`\$`),
    );
    const docker = new Docker();
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
    expect(holders).toEqual([...nodes, plan.pooler.name, plan.manager.name]);

    const processes =
      'for p in /proc/[0-9]*; do echo $(stat -c %U $p) $(tr "\\0" " " < $p/cmdline); done';
    const manager = await run(plan.manager.container, 'root', processes);
    expect(manager.filter((line) => / node /.test(line))).toEqual([
      'nobody node /opt/manager/manager.js',
    ]);
  });
}
