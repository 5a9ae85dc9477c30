import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../words/user-error';
import type { InputTable } from '../input-table';
import { containsUnknown } from '../property-values';
import type { Properties } from '../property-values';
import type { OperationContext, ResourceState, ResourceType } from '../resource-type';
import { contextArchive, contextDigest } from './build-context';
import { docker } from './connection';
import { engineMessage } from './engine-error';
import { finished } from './local-image';

const IMAGE_INPUTS: InputTable = {
  build: {
    type: 'object',
    fields: {
      addHosts: { type: 'list' },
      args: { type: 'map' },
      builderVersion: { type: 'string', pattern: /^Builder(BuildKit|V1)$/ },
      context: { type: 'string', default: '.' },
      contextDigest: { type: 'string' },
      dockerfile: { type: 'string' },
      network: { type: 'string' },
      platform: { type: 'string' },
      target: { type: 'string' },
    },
    default: {},
  },
  buildOnPreview: { type: 'boolean', default: false },
  imageName: { type: 'string', required: true },
  skipPush: { type: 'boolean', default: false },
};

interface ImageInputs {
  build: {
    addHosts?: string[];
    args?: Record<string, string>;
    builderVersion?: 'BuilderBuildKit' | 'BuilderV1';
    context: string;
    dockerfile: string;
    network?: string;
    /** os/arch */
    platform: string;
    target?: string;
  };
  imageName: string;
  skipPush: boolean;
}

/** Docker's names of the processor architectures that Node names otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * docker.Image: built on the engine by its classic builder, never pushed. Any change builds it anew;
 * removing it from the program leaves the image on the engine, as the official provider does.
 */
export const imageType: ResourceType = {
  label: 'docker.Image',
  inputs: IMAGE_INPUTS,
  computedOutputs: [
    'baseImageName',
    'context',
    'dockerfile',
    'platform',
    'registryServer',
    'repoDigest',
  ],
  autonamed: false,
  deleteBeforeReplace: false,
  updateChangesOutputs: true,
  completeInputs,
  create: build,
  update: async (_old, inputs, context) => (await build(inputs, context)).outputs,
};

async function completeInputs(properties: Properties): Promise<Properties> {
  if (properties['skipPush'] === false) {
    throw new UserError(
      `the stand-in for docker.Image can't push ${String(properties['imageName'])}`,
      "set 'skipPush: true', or use the official plugin",
    );
  }
  const build = (properties['build'] ?? {}) as Properties;
  if (containsUnknown(build['context']) || containsUnknown(build['dockerfile'])) return properties;
  const directory = String(build['context'] ?? '.');
  const dockerfile = String(build['dockerfile'] ?? join(directory, 'Dockerfile'));
  if (!existsSync(dockerfile)) {
    throw new UserError(
      `there is no Dockerfile at ${dockerfile}`,
      "give 'dockerfile' as a path from the project's folder",
    );
  }
  return {
    ...properties,
    build: {
      ...build,
      context: directory,
      dockerfile,
      platform: build['platform'] ?? `linux/${ARCHITECTURES[process.arch] ?? process.arch}`,
      contextDigest: await contextDigest({ directory, dockerfile }),
    },
  };
}

async function build(properties: Properties, operation: OperationContext): Promise<ResourceState> {
  const { build: options, imageName } = properties as unknown as ImageInputs;
  const { archive, dockerfile } = await contextArchive({
    directory: options.context,
    dockerfile: options.dockerfile,
  });
  const output: string[] = [];
  try {
    const stream = await docker().buildImage(archive, {
      t: imageName,
      dockerfile,
      platform: options.platform,
      buildargs: options.args ?? {},
      abortSignal: operation.signal,
      ...(options.target === undefined ? {} : { target: options.target }),
      ...(options.network === undefined ? {} : { networkmode: options.network }),
      ...(options.addHosts === undefined ? {} : { extrahosts: options.addHosts.join(',') }),
    });
    await finished(stream, ({ stream: text }) => {
      const line = text?.trim() ?? '';
      if (line === '') return;
      output.push(line);
      operation.log(line, 'info', true);
    });
  } catch (error) {
    throw new UserError(
      [`could not build ${imageName}: ${engineMessage(error)}`, ...output.slice(-20)].join('\n'),
    );
  }
  const image = await docker().getImage(imageName).inspect();
  return {
    id: imageName,
    outputs: {
      ...properties,
      baseImageName: imageName,
      context: options.context,
      dockerfile: options.dockerfile,
      platform: options.platform,
      registryServer: '',
      repoDigest: image.Id,
    },
  };
}
