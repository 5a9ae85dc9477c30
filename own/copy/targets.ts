import { stackTarget, type TargetCluster } from '../../export/into/target-cluster';
import { readStackOutputs } from '../../running/read-outputs';
import { StackNotUp } from '../../running/stack-not-up';
import { UserError } from '../../words/user-error';

/** Stacks of the three engines, which take a copy where they are up. */
const USUAL = ['single', 'native', 'dev'];

/** A stack that takes a copy. */
export interface Target {
  readonly cluster: TargetCluster;
  readonly database: string;
  /** Of each row, on all its nodes. */
  readonly copies: number;
  /** Of its database nodes. */
  readonly image: string;
}

/**
 * Opens stacks.
 *
 * @param names default: the usual ones that are up
 * @throws UserError for one that is named and not up, or has no primary, and where none is up
 */
export async function openTargets(
  names: readonly string[] | undefined,
): Promise<[Target, ...Target[]]> {
  const targets: Target[] = [];
  for (const name of names ?? USUAL) {
    const target = await (names === undefined ? openIfUp(name) : openTarget(name));
    if (target !== undefined) targets.push(target);
  }
  const [first, ...others] = targets;
  if (first !== undefined) return [first, ...others];
  throw new UserError(
    `none of the stacks ${USUAL.join(', ')} is up`,
    'bring one up, for instance by `npm run up -- --stack single`, or name another by --stack',
  );
}

/** Opens a stack; undefined where it is not up. */
export async function openIfUp(name: string): Promise<Target | undefined> {
  try {
    return await openTarget(name);
  } catch (error) {
    if (error instanceof StackNotUp) return undefined;
    throw error;
  }
}

async function openTarget(name: string): Promise<Target> {
  const outputs = await readStackOutputs(name);
  const { database, images, groups } = outputs.plan;
  return {
    ...{ cluster: await stackTarget(outputs), database, image: images.database.name },
    copies: Math.max(...groups.map(({ nodes }) => nodes.length)),
  };
}
