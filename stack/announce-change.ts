import { confirm } from '../cli/confirm';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { lastLine } from '../toolchain/child-process';
import { configFileArguments } from '../toolchain/pulumi/config-copy';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { allNodes, type ClusterPlan } from '../topology/plan';
import { describeDifference, unasked, type HeldChange } from '../running/hold-change';
import {
  describeSteps,
  previewErrors,
  resourceSteps,
  type DockerResource,
  type ResourceSteps,
} from './preview-steps';

/** Arguments of `pulumi up` that `pulumi preview` does not take. */
const OF_UP_ALONE = ['--yes', '-y', '--skip-preview', '-f', '--continue-on-error'];

/**
 * Says on stderr what an update of an existing stack will do, and asks where something is replaced,
 * deleted, or left behind.
 *
 * @param args further arguments of `pulumi up`
 * @param yes do not ask
 * @returns what it will do; nothing where all is new
 * @throws UserError if the answer is no, there is no terminal to ask at, or the preview fails
 */
export async function announceChange(
  { plan, pulumi }: { plan: ClusterPlan; pulumi: Pulumi },
  change: HeldChange,
  args: readonly string[],
  yes: boolean,
): Promise<ResourceSteps> {
  // What is all new needs no comparison.
  if (change.existing === undefined) return { create: [], replace: [], delete: [], leave: [] };
  say([unasked(change) ?? [], ...change.differences.map(describeDifference)].flat());
  const steps = await previewSteps(plan.stack, pulumi, args);
  refuseOtherVolumes(plan, steps);
  say(describeSteps(steps));
  if (!yes && [...steps.replace, ...steps.delete, ...steps.leave].length > 0) {
    await confirm(`Change stack "${plan.stack}"?`);
  }
  return steps;
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`  ${line}\n`);
}

async function previewSteps(
  stack: string,
  pulumi: Pulumi,
  args: readonly string[],
): Promise<ResourceSteps> {
  const fitting = args.filter((arg) => !OF_UP_ALONE.includes(arg));
  const command = [
    'preview',
    '--json',
    '--stack',
    stack,
    ...configFileArguments(stack),
    ...fitting,
  ];
  const progress = startProgress('preview');
  const { code, stdout, stderr } = await pulumi.capture(command);
  if (code === 0) {
    progress.done();
    return resourceSteps(stdout);
  }
  progress.fail();
  const errors = stdout.startsWith('{') ? previewErrors(stdout) : [];
  throw new UserError(errors.join('; ') || `the preview failed: ${lastLine(stderr || stdout)}`);
}

/** Whatever the reason: no update replaces or deletes the volume of a node that stays. */
function refuseOtherVolumes(plan: ClusterPlan, steps: ResourceSteps): void {
  const kept = new Set([...plan.etcd, ...allNodes(plan)].map(({ volume }) => volume));
  const isAtRisk = ({ kind, name }: DockerResource): boolean => kind === 'volume' && kept.has(name);
  const risked = [...steps.replace, ...steps.delete].find(isAtRisk);
  if (risked === undefined || plan.protectData) return;
  throw new UserError(
    `the update would replace volume ${risked.name}, and its data with it`,
    'nothing was changed; with protectData true the volume and its data would stay',
  );
}
