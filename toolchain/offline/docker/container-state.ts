import type { ContainerInspectInfo } from 'dockerode';
import type { Properties, PropertyValue } from '../property-values';
import { portKey } from './container-create-options';
import type { ContainerInputs } from './container-inputs';

const MEBIBYTE = 1024 * 1024;

/**
 * The outputs of a container: what the program asked for, with what Docker really has in its place
 * where that can drift. Environment, labels and uploads are not read back, as in the official
 * provider: the image's own are mixed in with them.
 *
 * @param known the inputs, or the outputs as last known
 */
export function containerOutputs(known: Properties, info: ContainerInspectInfo): Properties {
  const { HostConfig, State } = info;
  const Config: ContainerInspectInfo['Config'] & { StopSignal?: string; StopTimeout?: number } =
    info.Config;
  const NetworkSettings: ContainerInspectInfo['NetworkSettings'] & { Bridge?: string } =
    info.NetworkSettings;
  const inputs = known as unknown as ContainerInputs;
  const outputs: Properties = {
    ...known,
    name: info.Name.replace(/^\//, ''),
    image: inputs.image.startsWith('sha256:') ? info.Image : Config.Image,
    hostname: Config.Hostname,
    command: list(Config.Cmd),
    entrypoints: list(Config.Entrypoint),
    envs: known['envs'] ?? [],
    labels: known['labels'] ?? [],
    user: Config.User,
    workingDir: inputs.workingDir ?? '',
    stopSignal: Config.StopSignal ?? '',
    stopTimeout: Config.StopTimeout ?? 0,
    init: HostConfig.Init ?? false,
    ipcMode: HostConfig.IpcMode ?? '',
    logDriver: HostConfig.LogConfig?.Type ?? '',
    runtime: HostConfig.Runtime ?? '',
    securityOpts: list(HostConfig.SecurityOpt),
    platform: info.Platform,
    networkMode: HostConfig.NetworkMode ?? '',
    restart: HostConfig.RestartPolicy?.Name ?? 'no',
    maxRetryCount: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    memory: (HostConfig.Memory ?? 0) / MEBIBYTE,
    memoryReservation: (HostConfig.MemoryReservation ?? 0) / MEBIBYTE,
    shmSize: (HostConfig.ShmSize ?? 0) / MEBIBYTE,
    cpuShares: HostConfig.CpuShares ?? 0,
    cpuSet: HostConfig.CpusetCpus ?? '',
    bridge: NetworkSettings.Bridge ?? '',
    containerLogs: known['containerLogs'] ?? '',
    exitCode: State.ExitCode,
    networkDatas: networkDatas(info),
    healthcheck: known['healthcheck'] ?? {},
  };
  if (inputs.memorySwap !== undefined) {
    const swap = HostConfig.MemorySwap ?? 0;
    outputs['memorySwap'] = swap > 0 ? swap / MEBIBYTE : swap;
  }
  // A stopped container publishes nothing; that is told by mustRun alone.
  if (inputs.ports !== undefined && State.Running) {
    outputs['ports'] = publishedPorts(inputs.ports, info);
  }
  // A container that has stopped though it must run shows as mustRun false: an update starts it.
  if (!State.Running && inputs.mustRun && inputs.start) outputs['mustRun'] = false;
  return outputs;
}

function list(value: string | string[] | null | undefined): string[] {
  if (typeof value === 'string') return [value];
  return value ?? [];
}

function publishedPorts(
  ports: NonNullable<ContainerInputs['ports']>,
  info: ContainerInspectInfo,
): PropertyValue[] {
  return ports.flatMap((port) => {
    const bindings = info.NetworkSettings.Ports[portKey(port)] ?? [];
    const ofAddress = bindings.filter((binding) => binding.HostIp === port.ip);
    const bound =
      ofAddress.find((binding) => Number(binding.HostPort) === port.external) ?? ofAddress[0];
    return bound === undefined ? [] : [{ ...port, external: Number(bound.HostPort) }];
  });
}

function networkDatas(info: ContainerInspectInfo): PropertyValue[] {
  return Object.entries(info.NetworkSettings.Networks).map(([networkName, endpoint]) => ({
    networkName,
    ipAddress: endpoint.IPAddress,
    ipPrefixLength: endpoint.IPPrefixLen,
    gateway: endpoint.Gateway,
    globalIpv6Address: endpoint.GlobalIPv6Address,
    globalIpv6PrefixLength: endpoint.GlobalIPv6PrefixLen,
    ipv6Gateway: endpoint.IPv6Gateway,
    macAddress: endpoint.MacAddress,
  }));
}
