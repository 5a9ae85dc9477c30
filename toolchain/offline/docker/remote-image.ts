import type { ImageInspectInfo } from 'dockerode';
import type { InputTable } from '../input-table';
import type { Properties } from '../property-values';
import type { ResourceState, ResourceType } from '../resource-type';
import { docker } from './connection';
import { isNotFound, orGone } from './engine-error';
import { ensureImage } from './local-image';

const REMOTE_IMAGE_INPUTS: InputTable = {
  forceRemove: { type: 'boolean' },
  keepLocally: { type: 'boolean' },
  name: { type: 'string', required: true, replaces: true },
  platform: { type: 'string', replaces: true },
  pullTriggers: { type: 'set', replaces: true },
  triggers: { type: 'map', replaces: true },
};

/** docker.RemoteImage: an image that is there already, or is pulled. Its own builds are not known here. */
export const remoteImageType: ResourceType = {
  label: 'docker.RemoteImage',
  inputs: REMOTE_IMAGE_INPUTS,
  computedOutputs: ['imageId', 'repoDigest'],
  autonamed: false,
  deleteBeforeReplace: false,
  updateChangesOutputs: false,
  create: async (properties) => {
    const platform = properties['platform'];
    const image = await ensureImage(
      String(properties['name']),
      typeof platform === 'string' && platform !== '' ? platform : undefined,
    );
    return imageState(properties, image);
  },
  read: async ({ outputs }) => {
    const image = await orGone(docker().getImage(String(outputs['name'])).inspect());
    return image === undefined ? undefined : imageState(outputs, image);
  },
  delete: async ({ outputs }) => {
    if (outputs['keepLocally'] === true) return;
    await docker()
      .getImage(String(outputs['name']))
      .remove({ force: outputs['forceRemove'] === true })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
  },
};

function imageState(known: Properties, image: ImageInspectInfo): ResourceState {
  const name = String(known['name']);
  return {
    id: image.Id + name,
    outputs: { ...known, imageId: image.Id, repoDigest: image.RepoDigests?.[0] ?? '' },
  };
}
