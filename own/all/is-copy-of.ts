import { readCopy } from '../copy/copy-file';
import { readPlan } from '../copy/read-plan';
import { systemOf } from '../copy/system-of';
import { openIfUp } from '../copy/targets';

/** Whether a folder's copy is as it is asked for, and still in all stacks. */
export async function isCopyOf(
  folder: string,
  wanted: {
    readonly stacks: readonly string[];
    readonly oneIn: number;
    readonly isMasked: boolean;
  },
): Promise<boolean> {
  const { sample, masked, stacks } = await readCopy(folder);
  const { mask } = await readPlan(folder, 1);
  if ((sample?.oneIn ?? 1) !== wanted.oneIn) return false;
  if (mask.length > 0 && masked.length > 0 !== wanted.isMasked) return false;
  for (const name of wanted.stacks) {
    const copied = stacks.find(({ stack }) => stack === name);
    const target = copied === undefined ? undefined : await openIfUp(name);
    if (target === undefined || (await systemOf(target.cluster)) !== copied?.system) return false;
  }
  return true;
}
