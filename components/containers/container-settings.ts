import type * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan, ContainerPlan, PublishedPort } from '../../topology/plan';
import { CERTIFICATE_GROUP } from '../../topology/tls/certificate-files';
import type { ClusterNetwork } from '../cluster-network';
import { labelList, type ContainerLabels } from '../labels';

/** Mount options; the size counts against the container's memory. */
const SCRATCH = 'rw,noexec,nosuid,nodev,size=64m';

/**
 * How a file that holds passwords is uploaded: it belongs to root, and is readable for a group that the
 * container's own user is in.
 */
export const SECRET_FILE = { group: String(CERTIFICATE_GROUP), permissions: '0640' } as const;

/**
 * What all containers of the cluster have in common: names, network, limits, rights, labels, logs.
 *
 * @param network undefined where it is the host's own
 */
export function containerSettings(
  plan: ClusterPlan,
  container: ContainerPlan,
  network: ClusterNetwork | undefined,
  labels: ContainerLabels,
) {
  const { memoryMiB, cpus } = container.resources;
  return {
    name: container.container,
    ...(network === undefined
      ? { networkMode: 'host' }
      : {
          hostname: container.name,
          networksAdvanced: [{ name: network.id, aliases: [container.name] }],
          // A lost answer to a name is asked for again after 1 s instead of 5, which a session would
          // spend with its locks held.
          dnsOpts: ['timeout:1', 'attempts:3'],
        }),
    // Docker's init reaps orphans; a killed postmaster that stays a zombie passes for alive.
    init: true,
    restart: 'unless-stopped',
    // No program here needs a right of root's, nor gets one by starting another program.
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges:true'],
    // All that a program can write to beside its volumes, and nothing to be run from there.
    tmpfs: { '/tmp': SCRATCH, '/var/tmp': SCRATCH },
    memory: memoryMiB,
    // Equal limits: no swap. Unset, the engine would double the memory, and a refresh report it.
    memorySwap: memoryMiB,
    ...(cpus !== undefined && { cpus }),
    labels: labelList(plan, labels),
    logDriver: 'json-file',
    logOpts: { 'max-size': '10m', 'max-file': '3' },
  } satisfies Partial<docker.ContainerArgs>;
}

/** The ports of a container that its engine publishes: none of one that has its host's network. */
export function publishedPorts(
  { bindAddress }: ClusterPlan,
  { host }: ContainerPlan,
  ports: readonly PublishedPort[],
): docker.types.input.ContainerPort[] {
  return host === undefined ? ports.map((port) => ({ ...port, ip: bindAddress })) : [];
}

/**
 * A health check by GET on a port inside the container.
 *
 * @param startPeriod how long it may fail at first, as Go prints durations
 */
export function httpHealthCheck(port: number, path: string, startPeriod?: string) {
  return healthCheck(['http-ok', String(port), path], startPeriod);
}

/** A health check by the first question that PostgreSQL's protocol allows, which takes no login. */
export function postgresHealthCheck(port: number) {
  return healthCheck(['postgres-ok', String(port)]);
}

/**
 * A health check by a command that succeeds.
 *
 * Each look of the engine's takes some 0.1 s of CPU, so that all but the first ones last as long as the
 * check holds (images/stays-ok). Durations are in the form that Go prints, or every refresh would find a
 * difference.
 */
export function healthCheck(command: readonly string[], startPeriod = '1m0s') {
  return {
    tests: ['CMD', 'stays-ok', ...command],
    interval: '5s',
    // Longer than a look may last.
    timeout: '15m0s',
    startPeriod,
    retries: 3,
  } satisfies docker.types.input.ContainerHealthcheck;
}

/**
 * Has a deployment wait until a container's health check succeeds: it is seen within a second that the
 * program serves, and called unhealthy no sooner than by {@link healthCheck}.
 *
 * @param waitTimeout the longest wait, s
 */
export function awaited(check: ReturnType<typeof healthCheck>, waitTimeout = 60) {
  return { healthcheck: { ...check, interval: '1s', retries: 15 }, wait: true, waitTimeout };
}

/** Options of every container resource. */
export const CONTAINER_OPTIONS = {
  // A container that failed to become healthy is made anew, and so is one whose health check
  // changed: the provider would take either for done without touching the container.
  replaceOnChanges: ['#initerror', 'healthcheck'],
  // Names and host ports are fixed, so the old one has to go first.
  deleteBeforeReplace: true,
} satisfies pulumi.CustomResourceOptions;
