import type Docker from 'dockerode';
import { UserError } from '../../words/user-error';

/**
 * Sends an image from one engine to another, unless that has it under this name already.
 *
 * @param name with its tag
 * @returns whether it was sent
 * @throws UserError where the other engine refuses it
 */
export async function loadImage(name: string, from: Docker, to: Docker): Promise<boolean> {
  const { Id } = await from.getImage(name).inspect();
  const present = await to
    .getImage(name)
    .inspect()
    .catch(() => undefined);
  if (present?.Id === Id) return false;
  const answer = await to.loadImage(await from.getImage(name).get(), { quiet: true });
  await new Promise<void>((resolve, reject) => {
    to.modem.followProgress(answer, (error: Error | null, events: { error?: string }[]) => {
      const failure = error?.message ?? events.find((event) => event.error !== undefined)?.error;
      if (failure === undefined) resolve();
      else reject(new UserError(`image ${name} can't be loaded: ${failure}`));
    });
  });
  return true;
}
