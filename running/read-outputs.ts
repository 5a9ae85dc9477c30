import { UserError } from '../words/user-error';
import { lastLine } from '../toolchain/child-process';
import { openPulumi, type Pulumi } from '../toolchain/pulumi/pulumi';
import { requireStackFile } from '../toolchain/pulumi/stack-files';
import { stateFile } from '../toolchain/pulumi/stack-state';
import {
  deploymentIn,
  readLocalState,
  type DeployedResource,
  type Deployment,
} from './local-state';
import { StackNotUp } from './stack-not-up';
import { outputsWithAuthorities } from './certificates/trusted-authorities';
import type { StackOutputs } from '../topology/stack-outputs';

/**
 * What a deployed stack exports, secrets in clear; its URIs say where the authorities to trust are.
 *
 * @param stack name of the stack
 * @param pulumi the CLI, if it is open already
 * @throws StackNotUp, with the line that brings it up; UserError if there is no such stack
 */
export async function readStackOutputs(stack: string, pulumi?: Pulumi): Promise<StackOutputs> {
  requireStackFile(stack);
  const cli = pulumi ?? (await openPulumi());
  const result = await cli.capture([
    ...['stack', 'output', '--json', '--show-secrets'],
    ...['--stack', stack],
  ]);
  if (result.code !== 0 && !/no stack named/.test(result.stderr)) {
    throw new UserError(
      `the outputs of stack "${stack}" can't be read: ${lastLine(result.stderr)}`,
      `\`npm run pulumi -- stack output --stack ${stack}\` says more`,
    );
  }
  if (result.code !== 0) throw new StackNotUp(stack);
  const outputs = JSON.parse(result.stdout) as Partial<StackOutputs>;
  const file = stateFile(stack, cli.env['PULUMI_BACKEND_URL']);
  const deployment = readLocalState(file) ?? (await exported(stack, cli));
  if (deployment === undefined) throw new StackNotUp(stack);
  return outputsWithAuthorities(stack, { ...outputs, ...deployment } as StackOutputs);
}

async function exported(stack: string, cli: Pulumi): Promise<Deployment | undefined> {
  const text = await cli.output(['stack', 'export', '--stack', stack]);
  const { deployment } = JSON.parse(text) as { deployment?: { resources?: DeployedResource[] } };
  return deploymentIn(deployment?.resources ?? []);
}
