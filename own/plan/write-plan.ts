import { setImmediate as nextTurn } from 'node:timers/promises';
import { readProfile } from '../read-profile';
import { writeWorkFile } from '../work-file';
import { makePlan } from './make-plan';
import { PLAN } from './plan-file';
import type { Size } from './propose';

/**
 * Plans a folder's database and writes the folder's plan.
 *
 * @returns what is printed of it
 */
export async function writePlan(folder: string, size: Size, signal: AbortSignal): Promise<string> {
  const { text, lines } = await makePlan(await readProfile(folder), size);
  // A plan is made without a pause, in which a signal could have been taken.
  await nextTurn();
  signal.throwIfAborted();
  return `${lines}\n\nplan: ${await writeWorkFile(folder, PLAN, text)}\n`;
}
