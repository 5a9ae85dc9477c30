import { existsSync, readFileSync } from 'node:fs';
import { stateFile } from '../toolchain/pulumi/stack-state';
import { requireStackFile } from '../toolchain/pulumi/stack-files';
import type { StackOutputs } from '../topology/stack-outputs';

/** What a deployed stack exports in clear. */
export type Deployment = Pick<StackOutputs, 'plan' | 'endpoints'>;

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
