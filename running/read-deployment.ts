import { stateFile } from '../toolchain/pulumi/stack-state';
import { requireStackFile } from '../toolchain/pulumi/stack-files';
import { readLocalState, type Deployment } from './local-state';

/**
 * What a deployed stack exports in clear: read from the state where it is a local file, which takes
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
