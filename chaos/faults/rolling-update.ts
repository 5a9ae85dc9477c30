import { readFile, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { WITHIN_VARIABLE } from '../../jobs/claimed-stacks';
import { runOnThroughInterrupts } from './run-on-through-interrupts';
import { UserError } from '../../words/user-error';
import { stackFile } from '../../toolchain/pulumi/stack-files';
import { PROJECT_ROOT } from '../../toolchain/paths';
import { CONFIG_NAMESPACE } from '../../topology/config/config-namespace';
import type { ClusterPlan, GroupPlan } from '../../topology/plan';

/** By how much the memory limit changes, MiB. */
const CHANGE_MIB = 32;

/**
 * Gives the nodes of the groups' roles another memory limit by `npm run up`, then the old one again
 * by a second: each replaces every one of their containers. The stack's file ends as it was.
 *
 * @throws UserError where a deployment fails; the file is put back even then
 */
export async function rollingUpdate(
  plan: ClusterPlan,
  groups: readonly GroupPlan[],
): Promise<void> {
  const file = stackFile(plan.stack);
  const before = await readFile(file, 'utf8');
  try {
    await writeFile(file, withMoreMemory(before, groups));
    await up(plan.stack);
  } finally {
    await writeFile(file, before);
    await up(plan.stack);
  }
}

/** The text of a stack's file with another memory limit for the groups' roles. */
export function withMoreMemory(text: string, groups: readonly GroupPlan[]): string {
  const document = parseDocument(text);
  for (const { role, nodes } of groups) {
    const memoryMiB = (nodes[0]?.resources.memoryMiB ?? 0) + CHANGE_MIB;
    const flat = ['config', `${CONFIG_NAMESPACE}:resources.${role}.memoryMiB`];
    const nested = ['config', `${CONFIG_NAMESPACE}:resources`, role, 'memoryMiB'];
    document.setIn(document.hasIn(flat) ? flat : nested, memoryMiB);
  }
  return String(document);
}

/** Runs `npm run up` as a user would. */
async function up(stack: string): Promise<void> {
  const command = ['run', '--silent', 'up', '--', '--stack', stack, '--yes'];
  // The fault has the stack, and this is a part of it.
  const env = { ...process.env, [WITHIN_VARIABLE]: String(process.pid) };
  const options = { cwd: PROJECT_ROOT, env };
  const { code, output } = await runOnThroughInterrupts('npm', command, options, 'close');
  if (code !== 0) {
    const last = output.trim().split('\n').at(-1) ?? '';
    throw new UserError(`\`npm run up -- --stack ${stack}\` ended with ${code}: ${last}`);
  }
}
