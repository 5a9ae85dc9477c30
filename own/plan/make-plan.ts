import { loadModule } from 'libpg-query';
import type { Profile } from '../profile';
import { advise } from './advice';
import { planFile } from './plan-file';
import { planLines } from './plan-lines';
import { propose, type Size } from './propose';

/** A plan as a file's text, and as it is printed. */
export interface Plan {
  readonly text: string;
  readonly lines: string;
}

/** Plans how to distribute a database, or that it should not be. */
export async function makePlan(profile: Profile, size: Size): Promise<Plan> {
  await loadModule();
  const proposals = propose(profile, size);
  const advice = advise(profile, proposals, size.workers);
  return {
    text: planFile(profile, proposals, advice, size),
    lines: planLines(profile, proposals, advice, size),
  };
}
