import type Docker from 'dockerode';
import type { Progress } from '../../cli/progress';

interface PullEvent {
  readonly id?: string;
  readonly status?: string;
  readonly progress?: string;
}

/**
 * Pulls an image.
 *
 * @param name repository with its tag or digest
 * @returns undefined when it is there; otherwise why not, for people
 */
export async function pullImage(
  docker: Docker,
  name: string,
  progress: Progress,
): Promise<string | undefined> {
  progress.update(`pulling ${name}`);
  try {
    const stream = await docker.pull(name);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error) => {
          if (error) reject(error);
          else resolve();
        },
        ({ id = '', status = '', progress: bar = '' }: PullEvent) => {
          progress.update(`pulling ${name}: ${id} ${status} ${bar}`.trimEnd());
        },
      );
    });
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The client puts the status before the engine's own words.
    return message.replace(/^\(HTTP code \d+\) [\w ]+ - /, '').trim();
  }
}
