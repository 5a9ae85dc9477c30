import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CHECK } from '../../../own/check/check-file';
import { COPY } from '../../../own/copy/copy-file';
import { PLAN } from '../../../own/plan/plan-file';
import { PROFILE } from '../../../own/read-profile';
import { readOwnView } from '../../../own/report/read-view';
import { VERDICT } from '../../../own/verdict/verdict-file';
import { WORKLOAD } from '../../../own/workload/workload-file';
import { UserError } from '../../../words/user-error';
import type { OwnDatabase, OwnStep } from '../../api/own-database';

const FILES = {
  ...{ inspect: PROFILE, plan: PLAN, copy: COPY },
  ...{ workload: WORKLOAD, check: CHECK, verdict: VERDICT },
};

/** What the steps of `npm run own` have left in a folder, as far as they got. */
export async function ownDatabase(folder: string): Promise<OwnDatabase> {
  const steps = await Promise.all(
    Object.entries(FILES).map(async ([name, file]): Promise<OwnStep> => {
      const found = await stat(join(folder, file)).catch(() => null);
      return { name, file, at: found?.mtime.toISOString() ?? null };
    }),
  );
  const answer = { folder: basename(folder), steps, view: null, problem: null };
  if (steps.some(({ file, at }) => (file === PROFILE || file === PLAN) && at === null)) {
    return answer;
  }
  try {
    return { ...answer, view: await readOwnView(folder) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...answer, problem: { error: error.what, remedy: error.remedy ?? null } };
  }
}
