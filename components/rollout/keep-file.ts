import type * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { LiveFile } from '../../running/live-file';

/** Gives a running container a file and has its program read it, where the file differs. */
export type KeepFile = (container: string, file: LiveFile) => Promise<unknown>;

/**
 * Keeps a file of a container as planned while the container goes on. As its input the file is ignored
 * after the first time: another version would replace the container, and a container that is replaced
 * for another reason starts with the version of its predecessor.
 *
 * @param keep undefined in a preview, which touches nothing
 */
export function keepFile(
  keep: KeepFile | undefined,
  container: docker.Container,
  { file, content }: { readonly file: string; readonly content: pulumi.Output<string> },
): void {
  if (keep === undefined) return;
  pulumi.all([container.id, container.name, content]).apply(async ([, name, content]) => {
    try {
      await keep(name, { file, content, signal: 'HUP' });
    } catch (error) {
      throw new pulumi.RunError(
        isGone(error)
          ? `${name} is gone, and Pulumi takes it for there; \`npm run pulumi -- refresh\`, then \`npm run up\` makes it anew`
          : `${file} of ${name} can't be renewed: ${String(error)}; \`npm run up\` tries again`,
      );
    }
  });
}

/** Docker's answer where there is no such container. */
function isGone(error: unknown): boolean {
  return (error as { readonly statusCode?: number }).statusCode === 404;
}
