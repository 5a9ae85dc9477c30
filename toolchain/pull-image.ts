import type Docker from 'dockerode';
import type { Progress } from '../cli/progress';

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
    const { reason, json, message } = error as {
      reason?: string;
      json?: { message?: string };
      message?: string;
    };
    return json?.message ?? message ?? reason ?? String(error);
  }
}
