import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { UserError } from '../../words/user-error';
import { SshAgent } from './ssh-agent';

interface ContextMeta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/**
 * The engine's address as the docker client would choose it: `DOCKER_HOST`, then the context of
 * `DOCKER_CONTEXT` or of the client's configuration; undefined for the default socket.
 */
export function dockerHost(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['DOCKER_HOST']) return env['DOCKER_HOST'];
  const folder = env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  const context =
    env['DOCKER_CONTEXT'] ||
    readJson<{ currentContext?: string }>(join(folder, 'config.json'))?.currentContext;
  if (!context || context === 'default') return undefined;
  // The client keeps each context under the hash of its name.
  const id = createHash('sha256').update(context).digest('hex');
  const meta = readJson<ContextMeta>(join(folder, 'contexts', 'meta', id, 'meta.json'));
  const host = meta?.Endpoints?.docker?.Host;
  if (host === undefined) {
    throw new UserError(
      `Docker context "${context}" has no engine address`,
      'choose another with `docker context use`, or set DOCKER_HOST',
    );
  }
  return host;
}

/** Whether the engine runs on this machine, so that its ports and processes can be looked at. */
export function isLocalEngine(host: string | undefined = dockerHost()): boolean {
  return host === undefined || host.startsWith('unix://') || host.startsWith('npipe://');
}

/**
 * A client of an engine.
 *
 * @param host its address; default the one that the docker command line would talk to
 * @param certificates folder of `ca.pem`, `cert.pem` and `key.pem`, for an engine at `tcp://` that asks
 *   for them; default those of the environment
 * @throws UserError where the folder has no such files
 */
export function dockerClient(
  host: string | undefined = dockerHost(),
  certificates?: string,
): Docker {
  if (host !== undefined && certificates !== undefined) {
    const { hostname, port } = new URL(host);
    const files = engineCertificates(certificates);
    return new Docker({ protocol: 'https', host: hostname, port: port || 2376, ...files });
  }
  // The client library's own way by SSH knows neither the user's keys nor whom to trust.
  if (host?.startsWith('ssh://') === true) {
    // The client hands `agent` on, which its types do not tell.
    const options = { protocol: 'http' as const, host: 'engine', agent: sshAgent(host) };
    return new Docker(options);
  }
  // The client library reads the address from the environment alone, while it is made.
  const before = process.env['DOCKER_HOST'];
  if (host !== undefined) process.env['DOCKER_HOST'] = host;
  const client = new Docker();
  if (before === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = before;
  return client;
}

const sshAgents = new Map<string, SshAgent>();

/** All clients of an engine share the connections to it. */
function sshAgent(address: string): SshAgent {
  const agent = sshAgents.get(address) ?? new SshAgent(address);
  sshAgents.set(address, agent);
  return agent;
}

/**
 * What an engine is shown, and known by: the files that the docker command line has in such a folder.
 *
 * @throws UserError naming the file that can't be read
 */
export function engineCertificates(folder: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw new UserError(
        `the engine's certificates can't be read: ${(error as Error).message}`,
        `${folder} is to have ca.pem, cert.pem and key.pem, as \`docker --tlsverify\` takes them`,
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

/** An engine that is talked to. */
export interface DockerEngine {
  readonly docker: Docker;
  /** Its address; undefined for the default socket. */
  readonly host: string | undefined;
}

/** The engine at an address; default as {@link dockerClient}. */
export function engineAt(host: string | undefined = dockerHost()): DockerEngine {
  return { docker: dockerClient(host), host };
}

/** What answers under {@link dockerHost}. */
export interface EngineInfo {
  readonly version: string;
  readonly apiVersion: string;
}

/**
 * Asks the engine for its version.
 *
 * @returns undefined where no engine answers within 5 s
 */
export function engineInfo(docker: Docker = dockerClient()): Promise<EngineInfo | undefined> {
  // dockerode takes options here, which its types do not tell.
  const engine = docker as unknown as {
    readonly version: (options: {
      readonly abortSignal: AbortSignal;
    }) => Promise<Docker.DockerVersion>;
  };
  return engine.version({ abortSignal: AbortSignal.timeout(5000) }).then(
    ({ Version, ApiVersion }) => ({ version: Version, apiVersion: ApiVersion }),
    () => undefined,
  );
}

/** The error for an engine that does not answer. */
export function noEngine(host: string | undefined = dockerHost()): UserError {
  return new UserError(
    `no Docker engine answers at ${host ?? 'the default socket'}`,
    'start it, or run `npm run setup`, which finds or installs one',
  );
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
