import { startProgress, type Progress } from '../../cli/progress';

/** What a step may do. */
export interface SetupOptions {
  /** Install Debian packages and start the Docker engine where that is needed. */
  readonly yes: boolean;
}

/**
 * Runs one step of the setup with a progress line and its time.
 *
 * @param work returns what was found or made, for the closing line
 */
export async function setupStep(
  title: string,
  work: (progress: Progress) => Promise<string>,
): Promise<void> {
  const progress = startProgress(title);
  try {
    progress.done(await work(progress));
  } catch (error) {
    progress.fail();
    throw error;
  }
}
