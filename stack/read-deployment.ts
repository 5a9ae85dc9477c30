import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STATE_FOLDER } from '../toolchain/paths';
import { requireStackFile } from './stack-files';
import type { StackOutputs } from './stack-outputs';

/** What a deployed stack exports in clear. */
export type Deployment = Pick<StackOutputs, 'plan' | 'endpoints'>;

/** The project's name in Pulumi.yaml. */
const PROJECT = 'citus-cluster';

/** As much of a checkpoint as holds a stack's outputs. */
interface Checkpoint {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { type: string; outputs?: Partial<Deployment> }[];
    };
  };
}

/**
 * Plan and endpoints of a deployed stack: read from the state where it is a local file, which takes
 * milliseconds, else asked from Pulumi, which takes a second or more.
 *
 * @throws UserError if there is no such stack, or it is not up
 */
export async function readDeployment(stack: string): Promise<Deployment> {
  requireStackFile(stack);
  const local = readLocalState(stateFile(stack, process.env['PULUMI_BACKEND_URL']));
  if (local !== undefined) return local;
  const { readStackOutputs } = await import('./read-outputs.js');
  return readStackOutputs(stack);
}

/**
 * Where a stack's state is; undefined where that is no local file.
 *
 * @param backend URL of Pulumi's backend; default the project's own folder
 */
export function stateFile(stack: string, backend: string | undefined): string | undefined {
  if (backend && !backend.startsWith('file:///')) return undefined;
  const folder = backend ? fileURLToPath(backend) : STATE_FOLDER;
  return join(folder, '.pulumi', 'stacks', PROJECT, `${stack}.json`);
}

/** Plan and endpoints that a state holds, if it does. */
export function readLocalState(file: string | undefined): Deployment | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
  const outputs = checkpoint?.latest?.resources?.find(
    ({ type }) => type === 'pulumi:pulumi:Stack',
  )?.outputs;
  const { plan, endpoints } = outputs ?? {};
  return plan === undefined || endpoints === undefined ? undefined : { plan, endpoints };
}
