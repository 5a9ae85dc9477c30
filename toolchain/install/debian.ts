import { readFileSync } from 'node:fs';
import { UserError } from '../../words/user-error';
import type { Progress } from '../../cli/progress';
import { capture, lastLine } from '../child-process';

/**
 * Whether Debian packages can be installed here: Debian, Ubuntu or one of their kin, as root.
 *
 * @param osRelease text of /etc/os-release
 * @param uid user id of this process; undefined where there is none
 */
export function canInstallPackages(
  osRelease: string = readOsRelease(),
  uid: number | undefined = process.getuid?.(),
): boolean {
  const family = /^(?:ID|ID_LIKE)="?([^"\n]*)/gm;
  const names = [...osRelease.matchAll(family)].flatMap((match) => match[1]?.split(' ') ?? []);
  return uid === 0 && names.some((name) => name === 'debian' || name === 'ubuntu');
}

/**
 * Installs Debian packages.
 *
 * @throws UserError with apt's last line if that fails
 */
export async function installPackages(
  packages: readonly string[],
  progress: Progress,
): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const onLine = (line: string): void => {
    progress.update(line);
  };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { code, stdout, stderr } = await capture('apt-get', args, { env, onLine });
    if (code !== 0) {
      throw new UserError(`apt-get ${args.join(' ')} failed: ${lastLine(stderr || stdout)}`);
    }
  }
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
