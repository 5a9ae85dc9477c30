import { UserError } from '../../words/user-error';
import { capture, lastLine } from '../../toolchain/child-process';
import { THIS_MACHINE } from './k6-processes';

/** Longest wait for a host, ms. */
const ANSWER_MS = 15_000;

/**
 * Makes sure that every other host that is to make load can be reached and has a k6.
 *
 * @throws UserError naming the host
 */
export async function checkGeneratorHosts(hosts: readonly string[]): Promise<void> {
  for (const host of hosts.filter((name) => name !== THIS_MACHINE)) {
    const { code, stdout, stderr } = await capture(
      'ssh',
      ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', host, 'k6 version'],
      { timeoutMs: ANSWER_MS },
    );
    if (code !== 0) {
      throw new UserError(
        `generator ${host} has no k6 to be reached by ssh: ${lastLine(stderr || stdout)}`,
        'docs/scenarios.md tells what it needs',
      );
    }
  }
}
