import { networkInterfaces } from 'node:os';
import { dockerClient } from '../toolchain/docker/docker-client';
import { freePort } from './free-port';

/** Where a test's server is. */
export interface ServerPlace {
  /** Name of its container. */
  readonly container: string;
  /** Docker network of it, `host` for the machine's own. */
  readonly network: string;
  /** What it listens at, and is reached by. */
  readonly host: string;
  readonly port: number;
}

/** The bridge of Docker's network of that name, unless the engine's configuration says otherwise. */
const BRIDGE = 'docker0';

/**
 * On the machine, at the address by which containers of all networks reach it, and nobody outside does: that of
 * Docker's bridge. The engine tells it as its network's gateway from its second start on.
 */
export async function placeOnMachine(container: string): Promise<ServerPlace> {
  const { Options } = (await dockerClient().getNetwork('bridge').inspect()) as {
    readonly Options: Readonly<Record<string, string>> | null;
  };
  const bridge = Options?.['com.docker.network.bridge.name'] ?? BRIDGE;
  const host = networkInterfaces()[bridge]?.find(({ family }) => family === 'IPv4')?.address;
  if (host === undefined) throw new Error(`Docker's bridge ${bridge} has no address here`);
  return { container, network: 'host', host, port: await freePort() };
}
