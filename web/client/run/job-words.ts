import type { JobState } from '../../../jobs/job';

/** How a job stands. */
export const JOB_STATE: Readonly<Record<JobState, string>> = {
  running: 'running',
  stopping: 'stopping',
  finished: 'finished',
  stopped: 'stopped early',
  failed: 'failed',
  lost: 'lost: its process is gone',
};

/** How that is to be coloured. */
export function jobTone(state: JobState): 'good' | 'bad' | 'quiet' {
  if (state === 'finished') return 'good';
  return state === 'failed' || state === 'lost' ? 'bad' : 'quiet';
}
