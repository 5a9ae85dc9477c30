import type { NetworkInspectInfo } from 'dockerode';
import { UserError } from '../../../words/user-error';
import type { InputTable } from '../input-table';
import type { Properties } from '../property-values';
import type { OperationContext, ResourceState, ResourceType } from '../resource-type';
import { docker } from './connection';
import { engineMessage, isNotFound, orGone } from './engine-error';
import { LABELS, labelMap } from './labels';
import type { Label } from './labels';
import { until } from './until';

/** How long a network may still be in use by containers that are on their way out. */
const REMOVAL_LIMIT_MS = 30_000;
const POLL_MS = 250;

const NETWORK_INPUTS: InputTable = {
  attachable: { type: 'boolean', replaces: true },
  driver: { type: 'string', replaces: true, computed: true },
  ingress: { type: 'boolean', replaces: true },
  internal: { type: 'boolean', replaces: true, computed: true },
  ipamConfigs: {
    type: 'set',
    replaces: true,
    computed: true,
    fields: {
      subnet: { type: 'string' },
      ipRange: { type: 'string' },
      gateway: { type: 'string' },
      auxAddress: { type: 'map' },
    },
  },
  ipamDriver: { type: 'string', replaces: true, default: 'default' },
  ipamOptions: { type: 'map', replaces: true },
  ipv6: { type: 'boolean', replaces: true },
  labels: LABELS,
  name: { type: 'string', replaces: true },
  options: { type: 'map', replaces: true, computed: true },
};

interface NetworkInputs {
  attachable?: boolean;
  driver?: string;
  ingress?: boolean;
  internal?: boolean;
  ipamConfigs?: {
    subnet?: string;
    ipRange?: string;
    gateway?: string;
    auxAddress?: Record<string, string>;
  }[];
  ipamDriver: string;
  ipamOptions?: Record<string, string>;
  ipv6?: boolean;
  labels?: Label[];
  name: string;
  options?: Record<string, string>;
}

/** docker.Network: everything about it is fixed once it is made. */
export const networkType: ResourceType = {
  label: 'docker.Network',
  inputs: NETWORK_INPUTS,
  computedOutputs: ['scope'],
  autonamed: true,
  deleteBeforeReplace: true,
  updateChangesOutputs: false,
  create,
  read,
  delete: remove,
};

async function create(properties: Properties): Promise<ResourceState> {
  const inputs = properties as unknown as NetworkInputs;
  const network = await docker()
    .createNetwork({
      Name: inputs.name,
      CheckDuplicate: true,
      Driver: inputs.driver ?? 'bridge',
      Internal: inputs.internal ?? false,
      Attachable: inputs.attachable ?? false,
      Ingress: inputs.ingress ?? false,
      EnableIPv6: inputs.ipv6 ?? false,
      Options: inputs.options ?? {},
      Labels: labelMap(inputs.labels),
      IPAM: {
        Driver: inputs.ipamDriver,
        Options: inputs.ipamOptions ?? {},
        Config: (inputs.ipamConfigs ?? []).map((config) => ({
          ...(config.subnet === undefined ? {} : { Subnet: config.subnet }),
          ...(config.ipRange === undefined ? {} : { IPRange: config.ipRange }),
          ...(config.gateway === undefined ? {} : { Gateway: config.gateway }),
          ...(config.auxAddress === undefined ? {} : { AuxiliaryAddresses: config.auxAddress }),
        })),
      },
    })
    .catch((error: unknown) => {
      throw new UserError(`could not create network ${inputs.name}: ${engineMessage(error)}`);
    });
  const info = (await network.inspect()) as NetworkInspectInfo;
  return { id: info.Id, outputs: networkOutputs(properties, info) };
}

async function read(state: ResourceState): Promise<ResourceState | undefined> {
  const info = (await orGone(docker().getNetwork(state.id).inspect())) as
    NetworkInspectInfo | undefined;
  if (info === undefined) return undefined;
  return { id: info.Id, outputs: networkOutputs(state.outputs, info) };
}

function networkOutputs(known: Properties, info: NetworkInspectInfo): Properties {
  return {
    ...known,
    name: info.Name,
    driver: info.Driver,
    internal: info.Internal,
    attachable: info.Attachable,
    ingress: info.Ingress,
    ipv6: info.EnableIPv6,
    options: info.Options ?? {},
    scope: info.Scope,
    ipamConfigs: (info.IPAM?.Config ?? []).map((config) => ({
      subnet: config['Subnet'] ?? '',
      gateway: config['Gateway'] ?? '',
      ...(config['IPRange'] === undefined ? {} : { ipRange: config['IPRange'] }),
    })),
  };
}

async function remove(state: ResourceState, context: OperationContext): Promise<void> {
  const network = docker().getNetwork(state.id);
  let refusal = '';
  const removed = await until(
    async () => {
      try {
        await network.remove();
        return true;
      } catch (error) {
        if (isNotFound(error)) return true;
        refusal = engineMessage(error);
        if (!refusal.includes('has active endpoints')) throw error;
        return undefined;
      }
    },
    REMOVAL_LIMIT_MS,
    POLL_MS,
    context.signal,
  );
  if (removed === undefined) {
    throw new UserError(
      `could not remove network ${String(state.outputs['name'])}: ${refusal}`,
      'remove or disconnect the containers that are still in it',
    );
  }
}
