import type Docker from 'dockerode';
import { execInContainer } from '../toolchain/docker/container-exec';
import {
  readContainerFile,
  writeContainerFiles,
  type ContainerFile,
} from '../toolchain/docker/container-files';

/** A file that a container's program reads again when it is told to, while it runs. */
export interface LiveFile extends ContainerFile {
  /** What tells it: `HUP` to read its files, `TERM` to end, for Docker to start it anew. */
  readonly signal: 'HUP' | 'TERM';
}

/**
 * Gives a container another version of a file, of the same owner and mode, and has its program read
 * it. A container that does not run reads it when it starts.
 *
 * @returns false where the file is as it should be
 */
export async function keepLiveFile(container: Docker.Container, file: LiveFile): Promise<boolean> {
  if (!(await replaceFile(container, file))) return false;
  await signalProgram(container, file.signal);
  return true;
}

/** Gives a container another version of a file; false where it is the same. */
export async function replaceFile(
  container: Docker.Container,
  { file, content }: ContainerFile,
): Promise<boolean> {
  const before = await readContainerFile(container, file);
  if (before.content === content) return false;
  await writeContainerFiles(container, [{ ...before, content }]);
  return true;
}

/**
 * Sends a signal to the container's program, if it runs. By a command in the container: where Docker
 * sends a signal, it takes the container for stopped on purpose, and does not start it again.
 */
export async function signalProgram(
  container: Docker.Container,
  signal: LiveFile['signal'],
): Promise<void> {
  const { State } = await container.inspect();
  if (!State.Running || State.Restarting) return;
  // The first process is Docker's init, which hands the signal on.
  // As its own user: root in a container has no rights over others' processes.
  const { code, output } = await execInContainer(container, ['sh', '-c', `kill -${signal} 1`]);
  if (code !== 0) throw new Error(`signal ${signal} failed: ${output.trim()}`);
}
