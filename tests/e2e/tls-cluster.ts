import Docker from 'dockerode';
import type { ClientConfig } from 'pg';
import { MANAGER_SECRETS, type Secrets } from '../../manager/secrets';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { readContainerFile } from '../../toolchain/docker/container-files';
import type { StackOutputs } from '../../topology/stack-outputs';
import { stackOutputs } from './project';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { doorsOf, type Door } from './tls-doors';
import type { WriterLogins } from './writers';

/** The engine that holds the cluster. */
export const docker = new Docker();

/** What a test of TLS knows of a cluster that is up. */
export interface TlsCluster extends StackOutputs {
  readonly doors: readonly Door[];
  readonly passwords: Secrets;
  /** Of the role that applications use. */
  readonly login: { readonly user: string; readonly password: string; readonly database: string };
}

/** Looks at a cluster as it is now. */
export async function tlsCluster(stack: string): Promise<TlsCluster> {
  const outputs = await stackOutputs(stack);
  const { plan } = outputs;
  const manager = docker.getContainer(plan.manager.container);
  const { output } = await execInContainer(manager, ['cat', MANAGER_SECRETS]);
  const passwords = JSON.parse(output) as Secrets;
  return {
    ...outputs,
    doors: await doorsOf(docker, outputs),
    passwords,
    login: { user: plan.user, password: passwords.citus, database: plan.database },
  };
}

/** A certificate and its key, as a client shows them, and the authorities that it trusts. PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** The pooler's, which any client of the cluster's may have. */
export async function identityOf({ plan }: TlsCluster): Promise<Identity> {
  const { certificate, key, authorities } = CERTIFICATE_FILES;
  const read = async (file: string): Promise<string> =>
    (await readContainerFile(docker.getContainer(plan.pooler.container), file)).content;
  return { cert: await read(certificate), key: await read(key), ca: await read(authorities) };
}

/**
 * Logins of writers, every other one by the pooled port.
 *
 * @param ssl how they may come, what they try first coming first; asked for at each session
 */
export function writersOf(
  { endpoints, login }: TlsCluster,
  ssl: () => readonly ClientConfig['ssl'][],
): (one: number) => WriterLogins {
  return (one) => () => {
    const endpoint = one % 2 === 0 ? endpoints.write : endpoints.pooled;
    return ssl().map((way): ClientConfig => ({ ...endpoint, ...login, ssl: way ?? false }));
  };
}
