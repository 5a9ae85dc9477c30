import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ConfigurationFile } from '../components/containers/load-balancer-configuration';
import { replaceWorker } from '../running/haproxy-worker';
import { execInContainer } from '../toolchain/docker/container-exec';
import { readContainerFile, writeContainerFiles } from '../toolchain/docker/container-files';

/** Says `yes` from when files were written until a worker has read them: who is to do that may be cut off. */
const DUE = '/etc/haproxy/reload-due';

/**
 * Gives a running load balancer other files, which a new worker reads.
 *
 * @param files the first is the configuration, the others are loaded by it
 * @returns false where the load balancer has read these files already
 * @throws UserError where HAProxy refuses them; it then goes on with what it had
 */
export async function reloadLoadBalancer(
  container: Docker.Container,
  files: readonly ConfigurationFile[],
): Promise<boolean> {
  const before = await Promise.all(files.map(({ file }) => readContainerFile(container, file)));
  const isDue = await readContainerFile(container, DUE).then(
    ({ content }) => content,
    () => '',
  );
  if (isDue !== 'yes' && files.every(({ content }, i) => before[i]?.content === content)) {
    return false;
  }
  await writeContainerFiles(container, [...files, { file: DUE, content: 'yes' }]);
  const complaint = await check(container, files[0]?.file ?? '');
  if (complaint !== undefined) {
    await writeContainerFiles(container, [...before, { file: DUE, content: isDue }]);
    throw new UserError(
      `HAProxy refuses the load balancer's configuration: ${complaint}`,
      'mend haproxy/haproxy.cfg; the load balancer goes on with the one it had',
    );
  }
  await replaceWorker(container);
  await writeContainerFiles(container, [{ file: DUE, content: '' }]);
  return true;
}

/** What HAProxy has against a configuration; undefined where it takes it. */
async function check(container: Docker.Container, file: string): Promise<string | undefined> {
  const { code, output } = await execInContainer(container, ['haproxy', '-c', '-f', file]);
  if (code === 0) return undefined;
  const lines = output.split('\n');
  const alert = lines.find((line) => line.includes('[ALERT]'));
  return (alert ?? lines[0] ?? '').replace(/^.*?: /, '').trim() || `exit code ${code}`;
}
