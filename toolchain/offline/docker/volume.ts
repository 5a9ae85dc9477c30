import type { VolumeInspectInfo } from 'dockerode';
import { UserError } from '../../../words/user-error';
import type { InputTable } from '../input-table';
import type { Properties } from '../property-values';
import type { OperationContext, ResourceState, ResourceType } from '../resource-type';
import { docker } from './connection';
import { engineMessage, engineStatus, isNotFound, orGone } from './engine-error';
import { LABELS, labelMap } from './labels';
import type { Label } from './labels';
import { until } from './until';

/** How long a volume may still be in use by containers that are on their way out. */
const REMOVAL_LIMIT_MS = 30_000;
const POLL_MS = 250;

const VOLUME_INPUTS: InputTable = {
  driver: { type: 'string', replaces: true, computed: true },
  driverOpts: { type: 'map', replaces: true },
  labels: LABELS,
  name: { type: 'string', replaces: true },
};

interface VolumeInputs {
  driver?: string;
  driverOpts?: Record<string, string>;
  labels?: Label[];
  name: string;
}

/** docker.Volume; its id is its name. */
export const volumeType: ResourceType = {
  label: 'docker.Volume',
  inputs: VOLUME_INPUTS,
  computedOutputs: ['mountpoint'],
  autonamed: true,
  deleteBeforeReplace: true,
  updateChangesOutputs: false,
  create,
  read,
  delete: remove,
};

async function create(properties: Properties): Promise<ResourceState> {
  const inputs = properties as unknown as VolumeInputs;
  await docker()
    .createVolume({
      Name: inputs.name,
      ...(inputs.driver === undefined ? {} : { Driver: inputs.driver }),
      DriverOpts: inputs.driverOpts ?? {},
      Labels: labelMap(inputs.labels),
    })
    .catch((error: unknown) => {
      throw new UserError(`could not create volume ${inputs.name}: ${engineMessage(error)}`);
    });
  const info = await docker().getVolume(inputs.name).inspect();
  return { id: info.Name, outputs: volumeOutputs(properties, info) };
}

async function read(state: ResourceState): Promise<ResourceState | undefined> {
  const info = await orGone(docker().getVolume(state.id).inspect());
  if (info === undefined) return undefined;
  return { id: info.Name, outputs: volumeOutputs(state.outputs, info) };
}

function volumeOutputs(known: Properties, info: VolumeInspectInfo): Properties {
  return { ...known, name: info.Name, driver: info.Driver, mountpoint: info.Mountpoint };
}

async function remove(state: ResourceState, context: OperationContext): Promise<void> {
  const volume = docker().getVolume(state.id);
  let refusal = '';
  const removed = await until(
    async () => {
      try {
        await volume.remove();
        return true;
      } catch (error) {
        if (isNotFound(error)) return true;
        if (engineStatus(error) !== 409) throw error;
        refusal = engineMessage(error);
        return undefined;
      }
    },
    REMOVAL_LIMIT_MS,
    POLL_MS,
    context.signal,
  );
  if (removed === undefined) {
    throw new UserError(
      `could not remove volume ${state.id}: ${refusal}`,
      `remove the containers that 'docker ps -a --filter volume=${state.id}' lists`,
    );
  }
}
