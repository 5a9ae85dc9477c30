import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ContainerInputs } from './container-inputs';
import { nanoseconds } from './go-duration';

const MEBIBYTE = 1024 * 1024;

/** The resource limits of a container that Docker can change while it runs; sizes in bytes. */
export type AdjustableLimits = Pick<HostConfig, 'Memory' | 'MemorySwap' | 'RestartPolicy'>;

/** What `POST /containers/create` takes for these inputs, but for the name. */
export function containerCreateOptions(inputs: ContainerInputs): ContainerCreateOptions {
  return withoutUndefined({
    Image: inputs.image,
    Hostname: inputs.hostname,
    User: inputs.user,
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Env: inputs.envs,
    Cmd: inputs.command,
    Labels: inputs.labels && Object.fromEntries(inputs.labels.map((l) => [l.label, l.value])),
    ExposedPorts: inputs.ports && Object.fromEntries(inputs.ports.map((p) => [portKey(p), {}])),
    Healthcheck: healthConfig(inputs),
    HostConfig: hostConfig(inputs),
  });
}

/** `5432/tcp`, Docker's name of a port inside a container. */
export function portKey(port: { internal: number }): string {
  return `${port.internal}/tcp`;
}

/** The limits that can be changed in place. Without a swap limit, swap doubles the memory, as Docker has it. */
export function adjustableLimits(inputs: ContainerInputs): AdjustableLimits {
  const memory = inputs.memory ?? 0;
  const swap = inputs.memorySwap ?? 2 * memory;
  return withoutUndefined({
    Memory: memory * MEBIBYTE,
    MemorySwap: swap > 0 ? swap * MEBIBYTE : swap,
    RestartPolicy: { Name: inputs.restart },
  });
}

function hostConfig(inputs: ContainerInputs): HostConfig {
  return withoutUndefined({
    ...adjustableLimits(inputs),
    Init: inputs.init ?? false,
    NetworkMode: 'bridge',
    DnsOptions: inputs.dnsOpts,
    ShmSize: inputs.shmSize === undefined ? undefined : inputs.shmSize * MEBIBYTE,
    NanoCpus: inputs.cpus === undefined ? undefined : Math.round(Number(inputs.cpus) * 1e9),
    LogConfig:
      inputs.logDriver === undefined && inputs.logOpts === undefined
        ? undefined
        : { Type: inputs.logDriver ?? '', Config: inputs.logOpts ?? {} },
    PortBindings: portBindings(inputs),
    Binds: inputs.volumes?.map((v) => `${v.volumeName}:${v.containerPath}:rw`),
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
