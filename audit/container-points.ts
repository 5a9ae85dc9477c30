import { REPOSITORY_PATH } from '../topology/backup/backup-plan';
import { CERTIFICATE_VOLUME } from '../topology/tls/certificate-files';
import type { ClusterPlan } from '../topology/plan';
import type { ContainerFacts, ProcessFacts } from './container-facts';
import type { Point } from './point';

type ContainerPoint = Point<ContainerFacts>;

/** No capability at all, as the kernel writes it. */
const NOTHING = /^0+$/;

/**
 * Where programs write: scratch that nothing is run from, volumes, PostgreSQL's socket, and an empty folder
 * of the image where a repository has its volume.
 */
const SCRATCH = ['/tmp', '/var/tmp', '/run/postgresql', REPOSITORY_PATH];

/** CAP_NET_ADMIN and CAP_NET_RAW, as the kernel writes them. */
const NETWORK = 0x3000;

/** The one program with rights: it gives its host an address. */
function networkRights({ inspect, processes }: ContainerFacts): string | undefined {
  const isAddress = inspect.Config.Labels['citus-cluster.role'] === 'floating-address';
  const isWithin = processes.every(({ bounding }) => (parseInt(bounding, 16) & ~NETWORK) === 0);
  return isAddress && isWithin
    ? "keepalived sets the floating address, by two rights on its host's network that its file gives it, and has no other; it is not root"
    : undefined;
}

/** A point on all processes of a container. */
function everyProcess(
  texts: Pick<ContainerPoint, 'id' | 'title' | 'why' | 'exceptionFor'>,
  isRight: (process: ProcessFacts) => boolean,
): ContainerPoint {
  return {
    ...texts,
    check: ({ processes }) => {
      if (processes.length === 0) return 'no process seen';
      const wrong = processes.filter((process) => !isRight(process)).map(({ name }) => name);
      return wrong.length === 0 ? undefined : [...new Set(wrong)].join(', ');
    },
  };
}

/** What containers may do to each other and to their host. */
export const CONTAINER_POINTS: readonly ContainerPoint[] = [
  everyProcess(
    {
      id: 'not-root',
      title: 'no process is root',
      why: "root of a container is root of the host's kernel",
    },
    ({ uid }) => uid > 0,
  ),
  everyProcess(
    {
      id: 'no-capabilities',
      title: 'no process has a capability, or can get one',
      why: 'each is a part of what root may do',
      exceptionFor: networkRights,
    },
    ({ effective, bounding }) => NOTHING.test(effective) && NOTHING.test(bounding),
  ),
  everyProcess(
    {
      id: 'no-new-privileges',
      title: 'no process gets rights by running another program',
      why: 'a setuid program would be a way to root',
      exceptionFor: networkRights,
    },
    ({ noNewPrivileges }) => noNewPrivileges,
  ),
  everyProcess(
    {
      id: 'system-calls',
      title: 'system calls are filtered',
      why: 'most flaws of the kernel are behind calls that nobody here makes',
    },
    ({ filtered }) => filtered,
  ),
  {
    id: 'not-privileged',
    title:
      'the container is not privileged, and shares no namespace with the host but, on several, the network',
    why: 'it would be no container',
    check: ({ inspect: { HostConfig } }, { hosts }) => {
      const { Privileged, NetworkMode, PidMode, IpcMode, UTSMode, UsernsMode } = HostConfig;
      if (Privileged === true) return 'privileged';
      const network = hosts === undefined ? NetworkMode : '';
      const shared = [network, PidMode, IpcMode, UTSMode, UsernsMode].includes('host');
      return shared ? "the host's namespace" : undefined;
    },
  },
  {
    id: 'no-host-files',
    title: 'no file or device of the host is mounted',
    why: "Docker's socket, for instance, is the whole host",
    check: ({ inspect: { Mounts, HostConfig } }) => {
      const binds = Mounts.filter(({ Type }) => Type === 'bind').map(({ Source }) => Source);
      const devices = ((HostConfig.Devices ?? []) as { PathOnHost: string }[]).map(
        ({ PathOnHost }) => PathOnHost,
      );
      return [...binds, ...devices].join(', ') || undefined;
    },
  },
  {
    id: 'nothing-to-write',
    title: 'programs can write to volumes and scratch alone',
    why: 'nothing of the image is to be changed',
    check: ({ inspect: { Mounts }, writable }) => {
      const allowed = [...SCRATCH, ...Mounts.map(({ Destination }) => Destination)];
      return writable.filter((path) => !allowed.includes(path)).join(', ') || undefined;
    },
  },
  {
    id: 'read-only-root',
    title: "the container's root is read-only",
    why: 'then not even root could change it',
    check: ({ inspect: { HostConfig } }) =>
      HostConfig.ReadonlyRootfs === true ? undefined : 'writable for root',
    exception:
      'Docker puts no file on a read-only root, and configuration and passwords come as such files; no process is root',
  },
  {
    id: 'scratch',
    title: 'nothing is run from scratch directories',
    why: 'it is where a stranger would put a program',
    check: ({ inspect: { HostConfig } }) => {
      const mounts = (HostConfig.Tmpfs ?? {}) as Readonly<Record<string, string>>;
      const open = ['/tmp', '/var/tmp'].filter((path) => !mounts[path]?.includes('noexec'));
      return open.join(', ') || undefined;
    },
  },
  {
    id: 'memory-limit',
    title: 'memory is limited',
    why: 'one container could take what the others need',
    check: ({ inspect: { HostConfig } }) =>
      (HostConfig.Memory ?? 0) > 0 ? undefined : 'without a limit',
  },
  {
    id: 'process-limit',
    title: 'the number of processes is limited',
    why: 'one container could take them all',
    check: ({ inspect: { HostConfig } }) =>
      (HostConfig.PidsLimit ?? 0) > 0 ? undefined : 'without a limit',
    exception: "Pulumi's Docker provider can't set it; memory limits processes as well",
  },
  {
    id: 'published-ports',
    title: 'ports are published at bindAddress alone',
    why: 'others would be reached from anywhere',
    check: ({ inspect: { HostConfig } }, { bindAddress }: ClusterPlan) => {
      const bindings = (HostConfig.PortBindings ?? {}) as Readonly<
        Record<string, readonly { HostIp: string; HostPort: string }[]>
      >;
      const others = Object.values(bindings)
        .flat()
        .filter(({ HostIp }) => HostIp !== bindAddress);
      return others.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`).join(', ') || undefined;
    },
  },
  {
    id: 'environment',
    title: 'no secret in the environment',
    why: '`docker inspect` and child processes see it',
    check: ({ inspect: { Config } }) => {
      const secret = (Config.Env ?? []).filter((line) => {
        const [name = '', value = ''] = line.split(/=(.*)/s);
        return /pass|secret|token|key/i.test(name) && !value.startsWith(`${CERTIFICATE_VOLUME}/`);
      });
      return secret.map((line) => line.split('=')[0]).join(', ') || undefined;
    },
  },
  {
    id: 'health',
    title: 'a health check',
    why: 'what hangs is seen',
    check: ({ inspect: { Config } }) => {
      const { Test = [] } = (Config.Healthcheck ?? {}) as { Test?: readonly string[] };
      return Test.length > 0 && Test[0] !== 'NONE' ? undefined : 'none';
    },
  },
  {
    id: 'log-size',
    title: 'the log has a bounded size',
    why: 'it could fill the disk',
    check: ({ inspect: { HostConfig } }) =>
      HostConfig.LogConfig?.Config?.['max-size'] === undefined ? 'unbounded' : undefined,
  },
];
