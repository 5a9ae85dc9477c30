import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK, readCheck, type Check } from '../check/check-file';
import { makeCheck } from '../check/make-check';
import { copiedStacks } from '../copy/copied-stacks';
import { readCopy, type Copy } from '../copy/copy-file';
import { readOwnWorkload, type OwnWorkload } from '../workload/workload-file';

/** The check of a folder's workload on stacks: the one that is there, or else a new one. */
export async function currentCheck(
  folder: string,
  stacks: readonly string[],
  signal: AbortSignal,
): Promise<Check> {
  if (existsSync(join(folder, CHECK))) {
    const check = await readCheck(folder);
    const [workload, copy] = [await readOwnWorkload(folder), await readCopy(folder)];
    if (isCheckOf(check, workload, copy, stacks)) return check;
  }
  return makeCheck(folder, await copiedStacks(folder, stacks), signal);
}

/** Whether a check is of a workload and of a copy as it is in stacks now. */
export function isCheckOf(
  { checkedAt, statements }: Check,
  workload: Pick<OwnWorkload, 'statements'>,
  copy: Pick<Copy, 'stacks'>,
  stacks: readonly string[],
): boolean {
  const key = ({
    name,
    share,
    weight,
  }: OwnWorkload['statements'][number] | Check['statements'][number]) =>
    `${name} ${share} ${weight}`;
  const isSame =
    JSON.stringify(statements.map(key)) === JSON.stringify(workload.statements.map(key));
  const isOnAll = statements.every(({ answers }) =>
    stacks.every((stack) => answers.some(({ engine }) => engine === stack)),
  );
  const isLater = copy.stacks.every(({ stack, at }) => !stacks.includes(stack) || at < checkedAt);
  return isSame && isOnAll && isLater;
}
