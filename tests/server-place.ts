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

/**
 * On the machine, at the address by which containers of all networks reach it, and nobody outside does: the
 * gateway of Docker's own network. An engine tells it from its second start on, and takes the first address.
 */
export async function placeOnMachine(container: string): Promise<ServerPlace> {
  const { IPAM } = (await dockerClient().getNetwork('bridge').inspect()) as {
    readonly IPAM: {
      readonly Config: readonly { readonly Gateway?: string; readonly Subnet?: string }[];
    };
  };
  const [{ Gateway, Subnet } = {}] = IPAM.Config;
  const host = Gateway ?? Subnet?.replace(/\.0\/\d+$/, '.1');
  if (host === undefined) throw new Error("Docker's network bridge has no gateway");
  return { container, network: 'host', host, port: await freePort() };
}
