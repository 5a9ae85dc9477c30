import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { capture, lastLine } from '../child-process';
import { findOnPath } from '../pulumi/plugins';

/** A program to build from Go modules. */
export interface GoBuild {
  /** Folder with the committed go.mod and go.sum. */
  readonly folder: string;
  /** Import path of the program, or `.`. */
  readonly package: string;
  /** Where the program goes. */
  readonly output: string;
  /** Flags of the linker besides those that drop the debugger's tables. */
  readonly linkerFlags?: string;
}

/** Whether there is a Go to build with. */
export function hasGo(): boolean {
  return findOnPath('go') !== undefined;
}

/**
 * Builds a program from the Go modules that its go.sum pins. Go reports each package as it is
 * compiled, which is the progress.
 *
 * @throws UserError with the compiler's last line if it fails
 */
export async function goBuild(build: GoBuild, progress: Progress): Promise<void> {
  mkdirSync(dirname(build.output), { recursive: true });
  const flags = ['-s', '-w', build.linkerFlags ?? ''].join(' ').trim();
  let packages = 0;
  const onLine = (line: string): void => {
    const doing = line.startsWith('go: downloading') ? 'downloading' : `${++packages} packages`;
    progress.update(`${doing}, ${line.replace(/^go: downloading /, '')}`);
  };
  const { code, stderr } = await capture(
    'go',
    ['build', '-v', '-ldflags', flags, '-o', build.output, build.package],
    { cwd: build.folder, onLine },
  );
  if (code !== 0) {
    throw new UserError(
      `go build ${build.package} failed: ${lastLine(stderr)}`,
      `\`cd ${build.folder} && go build ${build.package}\` says more`,
    );
  }
}
