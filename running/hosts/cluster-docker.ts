import type Docker from 'dockerode';
import { dockerClient } from '../../toolchain/docker/docker-client';
import type { HostConfig } from '../../topology/hosts/host-config';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import { inTime } from './in-time';

/** How long an engine may take to list what it has, ms; one that is silent for longer is left out. */
const LIMIT_MS = 3000;

/** The engines of a cluster's hosts by the hosts' names; those of lost hosts are not asked. */
export function hostEngines(hosts: readonly HostConfig[]): ReadonlyMap<string, Docker> {
  return new Map(
    hosts
      .filter(({ state }) => state !== 'lost')
      .map(({ name, docker, certificates }) => [name, dockerClient(docker, certificates)]),
  );
}

/**
 * A client of the engine that a cluster stands on. Of several hosts' engines it makes one: a container or
 * volume is looked for on the host that its name ends with, and lists are those of all that answer. Images
 * are those of the engine that builds them.
 *
 * @param engine the one that builds images, on which a cluster on one host stands; default the one that the
 *   docker command line talks to
 */
export function clusterDocker({ hosts = [] }: Pick<ClusterPlan, 'hosts'>, engine?: Docker): Docker {
  const builder = engine ?? dockerClient();
  if (hosts.length === 0) return builder;
  const engines = hostEngines(hosts);
  const homes = new Map<string, Docker>();
  const homeOf = (name: string): Docker =>
    homes.get(name) ?? engines.get(hostIn(name, engines)) ?? builder;
  const fromAll = async <T>(
    ask: (docker: Docker, abortSignal: AbortSignal) => Promise<readonly T[]>,
  ): Promise<T[]> => {
    const answers = [...engines.values()].map(async (docker) => {
      const found = await inTime((signal) => ask(docker, signal), LIMIT_MS);
      for (const one of found) {
        const { Id } = one as { Id?: string };
        if (Id !== undefined) homes.set(Id, docker);
      }
      return found;
    });
    const settled = await Promise.allSettled(answers);
    const [first] = settled.filter((one) => one.status === 'rejected');
    if (first !== undefined && settled.every(({ status }) => status === 'rejected')) {
      throw new UserError(
        `no engine of hosts ${[...engines.keys()].join(', ')} answers: ${(first.reason as Error).message}`,
        'see that they run and can be reached from here',
      );
    }
    return settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  };
  const several: Partial<Docker> = {
    getContainer: (name) => homeOf(name).getContainer(name),
    getVolume: (name) => homeOf(name).getVolume(name),
    listContainers: ((options?: Docker.ContainerListOptions) =>
      fromAll((docker, abortSignal) =>
        docker.listContainers({ ...options, abortSignal }),
      )) as Docker['listContainers'],
    listNetworks: ((options?: Docker.NetworkListOptions) =>
      fromAll((docker, abortSignal) =>
        docker.listNetworks({ ...options, abortSignal }),
      )) as Docker['listNetworks'],
    listVolumes: (async (options?: Docker.VolumeListOptions) => ({
      Volumes: await fromAll(
        async (docker, abortSignal) =>
          (await docker.listVolumes({ ...options, abortSignal })).Volumes,
      ),
      Warnings: [],
    })) as Docker['listVolumes'],
    createContainer: ((options: Docker.ContainerCreateOptions) =>
      homeOf(options.HostConfig?.Mounts?.[0]?.Source ?? '').createContainer(
        options,
      )) as Docker['createContainer'],
  };
  return Object.assign(Object.create(builder) as Docker, several);
}

/** What the containers of a restore are called after their node's. */
export const ONE_OFF_SUFFIX = '-restore';

/** What comes after a host in names of what stands there: `citus-dev-worker-1-h2-certificates`. */
const AFTER_HOST = new RegExp(`(-certificates|${ONE_OFF_SUFFIX})$`);

/** The host in a name. */
function hostIn(name: string, engines: ReadonlyMap<string, Docker>): string {
  const parts = name.replace(AFTER_HOST, '').split('-');
  const last = parts.at(-1) ?? '';
  return engines.has(last) ? last : '';
}
