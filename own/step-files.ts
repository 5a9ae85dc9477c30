import { CHECK } from './check/check-file';
import { COPY } from './copy/copy-file';
import { PLAN } from './plan/plan-file';
import { PROFILE } from './read-profile';
import { VERDICT } from './verdict/verdict-file';
import { WORKLOAD } from './workload/workload-file';

/** The steps from a database to a verdict, in their order, and the file that each writes. */
export const STEP_FILES = {
  inspect: PROFILE,
  plan: PLAN,
  copy: COPY,
  workload: WORKLOAD,
  check: CHECK,
  verdict: VERDICT,
} as const;

/** What a step is called, as its command. */
export type StepName = keyof typeof STEP_FILES;
