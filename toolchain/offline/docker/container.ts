import type Docker from 'dockerode';
import { UserError } from '../../../words/user-error';
import type { Properties } from '../property-values';
import { InitializationError } from '../resource-type';
import type { OperationContext, ResourceState, ResourceType } from '../resource-type';
import { docker } from './connection';
import { adjustableLimits, containerCreateOptions } from './container-create-options';
import { waitUntilHealthy } from './container-health';
import { CONTAINER_INPUTS, CONTAINER_OUTPUTS } from './container-inputs';
import type { ContainerInputs } from './container-inputs';
import { containerOutputs } from './container-state';
import { engineMessage, engineStatus, isNotFound, orGone } from './engine-error';
import { ensureImage } from './local-image';
import { until } from './until';
import { uploadArchive } from './uploads';

const REMOVAL_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** docker.Container. */
export const containerType: ResourceType = {
  label: 'docker.Container',
  inputs: CONTAINER_INPUTS,
  computedOutputs: CONTAINER_OUTPUTS,
  autonamed: true,
  deleteBeforeReplace: true,
  updateChangesOutputs: false,
  create,
  read,
  update,
  delete: remove,
};

async function create(properties: Properties, context: OperationContext): Promise<ResourceState> {
  const inputs = properties as unknown as ContainerInputs;
  await ensureImage(inputs.image, inputs.platform);
  const options = {
    _query: {
      name: inputs.name,
      ...(inputs.platform === undefined ? {} : { platform: inputs.platform }),
    },
    _body: containerCreateOptions(inputs),
  };
  const container = await docker()
    .createContainer(options as Docker.ContainerCreateOptions)
    .catch((error: unknown) => {
      throw new UserError(`could not create container ${inputs.name}: ${engineMessage(error)}`);
    });
  try {
    await connectNetworks(container, inputs);
    if (inputs.uploads !== undefined && inputs.uploads.length > 0) {
      await container.putArchive(await uploadArchive(inputs.uploads), { path: '/' });
    }
    if (inputs.start) await run(container, inputs, context);
  } catch (error) {
    throw new InitializationError(
      await currentState(container, properties),
      `container ${inputs.name}: ${engineMessage(error)}`,
    );
  }
  const state = await currentState(container, properties);
  // How the container does at this instant is no drift: that is what a later refresh tells.
  state.outputs['mustRun'] = inputs.mustRun;
  return state;
}

async function currentState(
  container: Docker.Container,
  properties: Properties,
): Promise<ResourceState> {
  const info = await orGone(container.inspect());
  if (info === undefined) return { id: container.id, outputs: properties };
  return { id: info.Id, outputs: containerOutputs(properties, info) };
}

/** Leaves the default bridge for the networks asked for, in their order. */
async function connectNetworks(
  container: Docker.Container,
  inputs: ContainerInputs,
): Promise<void> {
  const networks = inputs.networksAdvanced ?? [];
  if (networks.length === 0) return;
  if (inputs.networkMode === 'bridge') {
    await docker().getNetwork('bridge').disconnect({ Container: container.id });
  }
  for (const network of networks) {
    await docker()
      .getNetwork(network.name)
      .connect({
        Container: container.id,
        EndpointConfig: {
          Aliases: network.aliases ?? [],
          IPAMConfig: {
            ...(network.ipv4Address === undefined ? {} : { IPv4Address: network.ipv4Address }),
            ...(network.ipv6Address === undefined ? {} : { IPv6Address: network.ipv6Address }),
          },
        },
      });
  }
}

async function run(
  container: Docker.Container,
  inputs: ContainerInputs,
  context: OperationContext,
): Promise<void> {
  await container.start();
  if (inputs.wait) {
    context.log(`waiting until ${inputs.name} is healthy`, 'info', true);
    const problem = await waitUntilHealthy(container, inputs.waitTimeout, context.signal);
    if (problem !== undefined) throw new Error(problem);
  }
  if (inputs.attach) await container.wait({ abortSignal: context.signal });
}

async function read(state: ResourceState): Promise<ResourceState | undefined> {
  const info = await orGone(docker().getContainer(state.id).inspect());
  if (info === undefined) return undefined;
  return { id: info.Id, outputs: containerOutputs(state.outputs, info) };
}

async function update(
  old: ResourceState,
  properties: Properties,
  context: OperationContext,
): Promise<Properties> {
  const inputs = properties as unknown as ContainerInputs;
  const container = docker().getContainer(old.id);
  if (old.outputs['mustRun'] === false && inputs.mustRun && inputs.start) {
    context.log(`starting ${inputs.name}, which had stopped`);
    await container.start().catch((error: unknown) => {
      if (engineStatus(error) !== 304) throw error;
    });
  }
  const known = old.outputs as unknown as ContainerInputs;
  const limits = adjustableLimits(inputs);
  if (JSON.stringify(limits) !== JSON.stringify(adjustableLimits(known))) {
    await container.update(limits);
  }
  const outputs = containerOutputs(properties, await container.inspect());
  outputs['mustRun'] = inputs.mustRun;
  return outputs;
}

async function remove(state: ResourceState, context: OperationContext): Promise<void> {
  const known = state.outputs as unknown as ContainerInputs;
  const container = docker().getContainer(state.id);
  if (!known.attach) {
    await container.stop({ t: known.destroyGraceSeconds ?? 0 }).catch((error: unknown) => {
      if (!isNotFound(error) && engineStatus(error) !== 304) throw error;
    });
  }
  await container.remove({ v: known.removeVolumes, force: true }).catch((error: unknown) => {
    // 409: its removal is already under way (`rm`).
    if (!isNotFound(error) && engineStatus(error) !== 409) throw error;
  });
  const gone = await until(
    async () => ((await orGone(container.inspect())) === undefined ? true : undefined),
    REMOVAL_LIMIT_MS,
    POLL_MS,
    context.signal,
  );
  if (gone === undefined) {
    throw new UserError(
      `container ${known.name} is still there ${REMOVAL_LIMIT_MS / 1000} s after its removal`,
      `look at it with 'docker inspect ${known.name}'`,
    );
  }
}
