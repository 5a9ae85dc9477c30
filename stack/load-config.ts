import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseClusterConfig, type ClusterConfig } from '../topology/config';
import { flattenConfig } from '../topology/config-input';
import { CONFIG_NAMESPACE } from '../topology/config-keys';
import { PROJECT_ROOT } from '../toolchain/paths';
import { requireStackFile, stackFile } from './stack-files';

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>> | null;
}

/**
 * Reads and validates a stack's configuration file, so that a command refuses a bad value before
 * Pulumi is started. Secrets are left out: they are the program's alone.
 *
 * @throws UserError if the stack has no file, or for a bad value or a contradiction
 */
export function loadConfig(stack: string, root: string = PROJECT_ROOT): ClusterConfig {
  return parseClusterConfig(stack, flattenConfig(projectValues(stack, root)));
}

/** Names of the passwords that the stack's file does not hold yet. */
export function storedPasswords(stack: string, root: string = PROJECT_ROOT): ReadonlySet<string> {
  const keys = Object.keys(flattenConfig(allValues(stack, root)));
  const prefix = 'passwords.';
  return new Set(
    keys.filter((key) => key.startsWith(prefix)).map((key) => key.split('.')[1] ?? ''),
  );
}

function projectValues(stack: string, root: string): Record<string, unknown> {
  const isPassword = (key: string): boolean => /^passwords(\.|$)/.test(key);
  return Object.fromEntries(
    Object.entries(allValues(stack, root)).filter(([key]) => !isPassword(key)),
  );
}

function allValues(stack: string, root: string): Record<string, unknown> {
  requireStackFile(stack, root);
  const file = parse(readFileSync(stackFile(stack, root), 'utf8')) as StackFile | null;
  const prefix = `${CONFIG_NAMESPACE}:`;
  return Object.fromEntries(
    Object.entries(file?.config ?? {})
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
