import { randomBytes } from 'node:crypto';
import type { InputTable } from '../input-table';
import type { Properties } from '../property-values';
import type { OperationContext, ResourceType } from '../resource-type';
import { findAssets } from './path-assets';
import { runCommand } from './run-command';

const COMMAND_INPUTS: InputTable = {
  addPreviousOutputInEnv: { type: 'boolean' },
  archivePaths: { type: 'list' },
  assetPaths: { type: 'list' },
  create: { type: 'string' },
  delete: { type: 'string' },
  dir: { type: 'string' },
  environment: { type: 'map' },
  interpreter: { type: 'list' },
  logging: { type: 'string', pattern: /^(stdout|stderr|stdoutAndStderr|none)$/ },
  stdin: { type: 'string' },
  triggers: { type: 'list', replaces: true },
  update: { type: 'string' },
};

interface CommandInputs {
  addPreviousOutputInEnv?: boolean;
  archivePaths?: string[];
  assetPaths?: string[];
  create?: string;
  delete?: string;
  dir?: string;
  environment?: Record<string, string>;
  interpreter?: string[];
  logging?: 'stdout' | 'stderr' | 'stdoutAndStderr' | 'none';
  stdin?: string;
  update?: string;
}

/**
 * command.local.Command. A change of `triggers` replaces it; of anything else runs `update`, or
 * `create` again where there is none. What it writes
 * is secret only where the program says so (`additionalSecretOutputs`), even if its inputs are.
 */
export const localCommandType: ResourceType = {
  label: 'command.local.Command',
  inputs: COMMAND_INPUTS,
  computedOutputs: ['stdout', 'stderr'],
  autonamed: false,
  deleteBeforeReplace: false,
  updateChangesOutputs: true,

  create: async (properties, context) => {
    const { create } = properties as CommandInputs;
    return {
      id: context.name + randomBytes(4).toString('hex'),
      outputs: await run(create, properties, {}, context),
    };
  },

  update: (old, properties, context) => {
    const { create, update } = properties as CommandInputs;
    return run(update ?? create, properties, old.outputs, context);
  },

  delete: async ({ outputs }, context) => {
    await run((outputs as CommandInputs).delete, outputs, outputs, context);
  },
};

/** @returns the outputs: inputs, and what the command wrote (without one: what was written before) */
async function run(
  command: string | undefined,
  properties: Properties,
  previous: Properties,
  context: OperationContext,
): Promise<Properties> {
  const inputs = properties as CommandInputs;
  const written = {
    stdout: typeof previous['stdout'] === 'string' ? previous['stdout'] : '',
    stderr: typeof previous['stderr'] === 'string' ? previous['stderr'] : '',
  };
  if (command === undefined) return { ...properties, ...written };
  const logging = inputs.logging ?? 'stdoutAndStderr';
  const output = await runCommand({
    command,
    interpreter: inputs.interpreter?.length ? inputs.interpreter : ['/bin/sh', '-c'],
    dir: inputs.dir,
    environment: {
      ...inputs.environment,
      ...(inputs.addPreviousOutputInEnv === false ? {} : previousOutput(written)),
    },
    stdin: inputs.stdin,
    onLine: (stream, line) => {
      if (logging === 'stdoutAndStderr' || logging === stream) context.log(line);
    },
    signal: context.signal,
  });
  const directory = inputs.dir ?? process.cwd();
  return {
    ...properties,
    ...output,
    ...(await findAssets(directory, inputs.assetPaths, inputs.archivePaths)),
  };
}

function previousOutput({
  stdout,
  stderr,
}: {
  stdout: string;
  stderr: string;
}): Record<string, string> {
  return {
    ...(stdout === '' ? {} : { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr === '' ? {} : { PULUMI_COMMAND_STDERR: stderr }),
  };
}
