import type { Job } from './jobs';

/** The body of every answer that is no success (status 4xx or 5xx). */
export interface Problem {
  /** What failed, on what; one sentence for people. */
  readonly error: string;
  /** What to do about it. */
  readonly remedy: string | null;
  /** With status 409 to a start: what runs on that stack already, and since when. */
  readonly running?: Job;
}
