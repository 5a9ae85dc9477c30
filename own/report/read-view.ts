import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK, readCheck } from '../check/check-file';
import { readPlanFile } from '../plan/read-plan-file';
import { readProfile } from '../read-profile';
import { readVerdict, VERDICT } from '../verdict/verdict-file';
import { readOwnWorkload, WORKLOAD } from '../workload/workload-file';
import { makeView } from './make-view';
import type { OwnView } from './own-view';

/**
 * Reads what the steps have left in a folder, from the plan on.
 *
 * @throws UserError naming the file that can't be read
 */
export async function readOwnView(folder: string): Promise<OwnView> {
  const ifThere = async <T>(name: string, read: () => Promise<T>): Promise<T | null> =>
    existsSync(join(folder, name)) ? read() : null;
  return makeView({
    profile: await readProfile(folder),
    plan: await readPlanFile(folder),
    workload: await ifThere(WORKLOAD, () => readOwnWorkload(folder)),
    check: await ifThere(CHECK, () => readCheck(folder)),
    verdict: await ifThere(VERDICT, () => readVerdict(folder)),
  });
}
