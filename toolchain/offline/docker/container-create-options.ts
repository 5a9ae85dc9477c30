import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ContainerInputs } from './container-inputs';
import { nanoseconds } from './go-duration';

const MEBIBYTE = 1024 * 1024;

/** The resource limits of a container that Docker can change while it runs; sizes in bytes. */
export type AdjustableLimits = Pick<
  HostConfig,
  'Memory' | 'MemoryReservation' | 'MemorySwap' | 'CpuShares' | 'CpusetCpus' | 'RestartPolicy'
>;

/** What `POST /containers/create` takes for these inputs; names and platform go in the query. */
export function containerCreateOptions(inputs: ContainerInputs): ContainerCreateOptions {
  return withoutUndefined({
    Image: inputs.image,
    Hostname: inputs.hostname,
    Domainname: inputs.domainname,
    User: inputs.user,
    Tty: inputs.tty,
    OpenStdin: inputs.stdinOpen,
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    WorkingDir: inputs.workingDir,
    Labels: inputs.labels && Object.fromEntries(inputs.labels.map((l) => [l.label, l.value])),
    ExposedPorts: inputs.ports && Object.fromEntries(inputs.ports.map((p) => [portKey(p), {}])),
    Volumes: anonymousVolumes(inputs),
    Healthcheck: healthConfig(inputs),
    HostConfig: hostConfig(inputs),
  });
}

/** `5432/tcp`, Docker's name of a port inside a container. */
export function portKey(port: { internal: number; protocol: string }): string {
  return `${port.internal}/${port.protocol}`;
}

/** The limits that can be changed in place. Without a swap limit, swap doubles the memory, as Docker has it. */
export function adjustableLimits(inputs: ContainerInputs): AdjustableLimits {
  const memory = inputs.memory ?? 0;
  const swap = inputs.memorySwap ?? 2 * memory;
  return withoutUndefined({
    Memory: memory * MEBIBYTE,
    MemoryReservation: (inputs.memoryReservation ?? 0) * MEBIBYTE,
    MemorySwap: swap > 0 ? swap * MEBIBYTE : swap,
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? '',
    RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount },
  });
}

function hostConfig(inputs: ContainerInputs): HostConfig {
  return withoutUndefined({
    ...adjustableLimits(inputs),
    Init: inputs.init ?? false,
    Privileged: inputs.privileged,
    PublishAllPorts: inputs.publishAllPorts,
    ReadonlyRootfs: inputs.readOnly,
    AutoRemove: inputs.rm,
    Runtime: inputs.runtime,
    NetworkMode: inputs.networkMode,
    UsernsMode: inputs.usernsMode,
    PidMode: inputs.pidMode,
    IpcMode: inputs.ipcMode,
    GroupAdd: inputs.groupAdds,
    SecurityOpt: inputs.securityOpts,
    Dns: inputs.dns,
    DnsOptions: inputs.dnsOpts,
    DnsSearch: inputs.dnsSearches,
    CapAdd: inputs.capabilities?.adds,
    CapDrop: inputs.capabilities?.drops,
    Ulimits: inputs.ulimits?.map((u) => ({ Name: u.name, Soft: u.soft, Hard: u.hard })),
    Tmpfs: inputs.tmpfs,
    Sysctls: inputs.sysctls,
    ShmSize: inputs.shmSize === undefined ? undefined : inputs.shmSize * MEBIBYTE,
    NanoCpus: inputs.cpus === undefined ? undefined : Math.round(Number(inputs.cpus) * 1e9),
    ExtraHosts: inputs.hosts?.map((h) => `${h.host}:${h.ip}`),
    LogConfig:
      inputs.logDriver === undefined && inputs.logOpts === undefined
        ? undefined
        : { Type: inputs.logDriver ?? '', Config: inputs.logOpts ?? {} },
    PortBindings: portBindings(inputs),
    Binds: binds(inputs),
    VolumesFrom: inputs.volumes?.flatMap((v) => v.fromContainer ?? []),
  });
}

function portBindings(inputs: ContainerInputs): HostConfig['PortBindings'] {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of inputs.ports ?? []) {
    (bindings[portKey(port)] ??= []).push({
      HostIp: port.ip,
      HostPort: port.external === undefined ? '' : String(port.external),
    });
  }
  return bindings;
}

function binds(inputs: ContainerInputs): string[] {
  return (inputs.volumes ?? []).flatMap((volume) => {
    const source = volume.hostPath ?? volume.volumeName;
    if (source === undefined || volume.containerPath === undefined) return [];
    return [`${source}:${volume.containerPath}:${volume.readOnly === true ? 'ro' : 'rw'}`];
  });
}

function anonymousVolumes(inputs: ContainerInputs): Record<string, object> {
  return Object.fromEntries(
    (inputs.volumes ?? []).flatMap((volume) =>
      volume.hostPath === undefined &&
      volume.volumeName === undefined &&
      volume.containerPath !== undefined
        ? [[volume.containerPath, {}]]
        : [],
    ),
  );
}

function healthConfig(inputs: ContainerInputs): ContainerCreateOptions['Healthcheck'] {
  const check = inputs.healthcheck;
  if (check === undefined) return undefined;
  const startInterval = nanoseconds(check.startInterval);
  return {
    Test: check.tests,
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.startPeriod),
    Retries: check.retries,
    ...(startInterval > 0 ? { StartInterval: startInterval } : {}),
  };
}

/** Absent fields are left out of the request, so that Docker's own defaults hold. */
function withoutUndefined<T extends object>(
  options: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as never;
}
