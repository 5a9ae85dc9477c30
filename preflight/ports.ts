import { createServer } from 'node:net';
import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import { isLocalEngine, type DockerEngine } from '../toolchain/docker/docker-client';
import { publishedPorts } from '../topology/host-ports';
import { allContainers, type ClusterPlan } from '../topology/plan';

/**
 * Refuses a plan with a host port that something other than this stack holds.
 *
 * @throws UserError naming the config key, the port and the container that holds it, if one does
 */
export async function checkPorts(plan: ClusterPlan, { docker, host }: DockerEngine): Promise<void> {
  const own = new Set(allContainers(plan).map(({ container }) => container));
  const publishers = await portPublishers(docker);
  for (const { key, external } of publishedPorts(plan)) {
    const publisher = publishers.get(external);
    if (publisher !== undefined && own.has(publisher)) continue;
    if (publisher !== undefined) throw taken(key, external, `container ${publisher}`);
    // Ports of a remote engine's host can't be looked at from here.
    if (isLocalEngine(host)) await checkBindable(key, plan.bindAddress, external);
  }
}

/** Which running container publishes which host port. */
async function portPublishers(docker: Docker): Promise<Map<number, string>> {
  const containers = await docker.listContainers();
  return new Map(
    containers.flatMap(({ Names, Ports }) =>
      Ports.filter(({ PublicPort }) => PublicPort !== undefined).map(
        ({ PublicPort }) => [PublicPort, (Names[0] ?? '').replace(/^\//, '')] as const,
      ),
    ),
  );
}

async function checkBindable(key: string, address: string, port: number): Promise<void> {
  const code = await bindError(address, port);
  if (code === 'EADDRINUSE') {
    throw taken(key, port, `a process of this host (\`ss -ltnp sport = :${port}\` tells which)`);
  }
  if (code === 'EADDRNOTAVAIL') {
    throw new UserError(
      `config bindAddress is ${address}, which is no address of this host`,
      'use 127.0.0.1, 0.0.0.0 or an address that `ip address` lists',
    );
  }
  // Other errors (a port below 1024 without root) don't concern the engine, which binds the port.
}

/** The error code of listening there for a moment; undefined if it works. */
function bindError(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code);
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}

function taken(key: string, port: number, holder: string): UserError {
  return new UserError(
    `port ${port} (config ${key}) is taken by ${holder}`,
    `free it, or choose another: npm run pulumi -- config set --path citus-cluster:${key} <port>`,
  );
}
