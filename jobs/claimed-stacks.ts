import { requireStackFile } from '../toolchain/pulumi/stack-files';
import { lockStacks, stacksInUse } from './stack-lock';

/** Names the process whose claim of a stack covers what it starts, such as a deployment under load. */
export const WITHIN_VARIABLE = 'CITUS_CLUSTER_WITHIN';

/**
 * Does work that is no job, such as a load or a deployment, and has its stacks alone
 * meanwhile. They are free again when it has ended, however it does, or the process has.
 *
 * @param title what others are told that runs, e.g. `load`
 * @throws UserError for a stack that has no file; StackInUse if one of them has a run; what the work
 *   throws
 */
export async function withStacks<T>(
  stacks: readonly string[],
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  for (const stack of stacks) requireStackFile(stack);
  const within = Number(process.env[WITHIN_VARIABLE]);
  const claimed = stacksInUse().filter(({ pid }) => pid === within);
  if (stacks.every((stack) => claimed.some((use) => use.stack === stack))) return work();
  const startedAt = new Date().toISOString();
  const release = lockStacks(
    stacks.map((stack) => ({
      stack,
      title,
      startedAt,
      pid: process.pid,
      job: null,
      results: null,
    })),
  );
  try {
    return await work();
  } finally {
    release();
  }
}
