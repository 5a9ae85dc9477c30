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
export async function writePlan(folder: string, size: Size): Promise<string> {
  const { text, lines } = await makePlan(await readProfile(folder), size);
  return `${lines}\n\nplan: ${await writeWorkFile(folder, PLAN, text)}\n`;
}
