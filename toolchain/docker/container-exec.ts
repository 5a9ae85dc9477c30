import { finished, PassThrough } from 'node:stream';
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
 * @param onOutput takes what it prints as it comes, in pieces of any length
 * @throws Error where the engine refuses, or the connection to it breaks before the command's end
 */
export async function execInContainer(
  container: Docker.Container,
  command: readonly string[],
  user?: string,
  onOutput?: (text: string) => void,
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
  // A connection that is reset has no end, and an error that nobody takes would end this process.
  finished(stream, { writable: false }, (error) => {
    if (error) text.destroy(error);
    else text.end();
  });
  const chunks: Buffer[] = [];
  for await (const chunk of text) {
    chunks.push(chunk as Buffer);
    onOutput?.(String(chunk));
  }
  return { code: await exitCode(exec), output: Buffer.concat(chunks).toString() };
}

/** How long the engine may take to notice that a command has ended whose output has, ms. */
const NOTICE_LIMIT_MS = 2000;

/** A broken connection looks like the end of the output: the command then still runs. */
async function exitCode(exec: Docker.Exec): Promise<number> {
  const deadline = Date.now() + NOTICE_LIMIT_MS;
  for (;;) {
    const { ExitCode, Running } = await exec.inspect();
    if (!Running) return ExitCode ?? -1;
    if (Date.now() > deadline) {
      throw new Error('the connection to the Docker engine broke before the command ended');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
