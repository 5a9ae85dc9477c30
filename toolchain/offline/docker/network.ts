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
  labels: LABELS,
  name: { type: 'string', replaces: true },
};

interface NetworkInputs {
  labels?: Label[];
  name: string;
}

/** docker.Network: everything about it is fixed once it is made. */
export const networkType: ResourceType = {
  label: 'docker.Network',
  inputs: NETWORK_INPUTS,
  computedOutputs: ['driver'],
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
      Driver: 'bridge',
      Labels: labelMap(inputs.labels),
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
  return { ...known, name: info.Name, driver: info.Driver };
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
