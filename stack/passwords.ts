import { randomBytes } from 'node:crypto';
import { UserError } from '../words/user-error';
import { lastLine } from '../toolchain/child-process';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { CONFIG_NAMESPACE, PASSWORD_NAMES } from '../topology/config/config-keys';
import { storedPasswords } from './load-config';

/**
 * Generates the passwords that the stack's file does not hold yet and stores them there, encrypted.
 * Each goes to the CLI on its stdin, so that no command line ever carries one.
 *
 * @returns how many were made
 * @throws UserError if the CLI refuses one
 */
export async function ensurePasswords(stack: string, pulumi: Pulumi): Promise<number> {
  const stored = storedPasswords(stack);
  const missing = PASSWORD_NAMES.filter((name) => !stored.has(name));
  // One after the other: each call rewrites the stack's file.
  for (const name of missing) {
    const key = `${CONFIG_NAMESPACE}:passwords.${name}`;
    const { code, stderr } = await pulumi.capture(
      ['config', 'set', '--path', '--secret', '--stack', stack, key],
      { input: randomBytes(24).toString('hex') },
    );
    if (code !== 0) {
      throw new UserError(`config passwords.${name} can't be stored: ${lastLine(stderr)}`);
    }
  }
  return missing.length;
}
