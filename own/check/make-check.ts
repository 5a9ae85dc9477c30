import type { CopiedDatabase } from '../copy/copied-stacks';
import { readProfile } from '../read-profile';
import { writeWorkFile } from '../work-file';
import { firstSet, readOwnWorkload } from '../workload/workload-file';
import { CHECK, type Check } from './check-file';
import { checkWorkload } from './check-workload';
import { withEngines } from './open-engines';

/**
 * Checks a folder's workload on databases that have its copy, and writes the folder's check.
 *
 * @throws UserError where a file is missing, or a database can't be reached
 */
export async function makeCheck(
  folder: string,
  databases: readonly CopiedDatabase[],
  signal: AbortSignal,
): Promise<Check> {
  const { server } = await readProfile(folder);
  const workload = await readOwnWorkload(folder);
  const check = await withEngines(databases, server.searchPath, signal, (engines) =>
    checkWorkload(workload, engines, (name) => firstSet(folder, name), signal),
  );
  await writeWorkFile(folder, CHECK, `${JSON.stringify(check, null, 2)}\n`);
  return check;
}
