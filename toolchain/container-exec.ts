import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

/** What a command in a container printed, and how it ended. */
export interface ExecResult {
  /** -1 where the container ended before it could be asked. */
  readonly code: number;
  /** stdout and stderr. */
  readonly output: string;
}

/**
 * Runs a command in a container and waits for its end; secrets do not belong in it.
 *
 * @param user default: the container's own
 */
export async function execInContainer(
  container: Docker.Container,
  command: readonly string[],
  user?: string,
): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...command],
    ...(user !== undefined && { User: user }),
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const text = new PassThrough();
  container.modem.demuxStream(stream, text, text);
  stream.on('end', () => text.end());
  const chunks: Buffer[] = [];
  for await (const chunk of text) chunks.push(chunk as Buffer);
  const { ExitCode } = await exec.inspect();
  return { code: ExitCode ?? -1, output: Buffer.concat(chunks).toString() };
}
