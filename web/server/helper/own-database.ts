import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readOwnView } from '../../../own/report/read-view';
import { STEP_FILES, type StepName } from '../../../own/step-files';
import { UserError } from '../../../words/user-error';
import type { OwnDatabase, OwnStep } from '../../api/own-database';

/** What the steps of `npm run own` have left in a folder, as far as they got. */
export async function ownDatabase(folder: string): Promise<OwnDatabase> {
  const steps = await Promise.all(
    Object.entries(STEP_FILES).map(async ([name, file]): Promise<OwnStep> => {
      const found = await stat(join(folder, file)).catch(() => null);
      return { name, file, at: found?.mtime.toISOString() ?? null };
    }),
  );
  const answer = { folder: basename(folder), steps, view: null, problem: null };
  const isThere = (name: StepName): boolean =>
    steps.some((one) => one.name === name && one.at !== null);
  if (!isThere('inspect') || !isThere('plan')) return answer;
  try {
    return { ...answer, view: await readOwnView(folder) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...answer, problem: { error: error.what, remedy: error.remedy ?? null } };
  }
}
