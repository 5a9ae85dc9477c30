import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { UserError } from '../words/user-error';
import { parseClusterConfig, type RawConfig } from '../topology/config/config';
import { isSecretKey, withoutSecrets } from '../topology/config/secret-keys';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { flattenConfig } from '../topology/config/config-input';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import { PROJECT_ROOT } from '../toolchain/paths';
import { requireStackFile, stackFile } from '../toolchain/pulumi/stack-files';

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>> | null;
  /** What the file imports from Pulumi ESC, a service. */
  readonly environment?: unknown;
}

/**
 * Reads and validates a stack's configuration file, so that a command refuses a bad value before
 * Pulumi is started. Secrets are left out: they are the program's alone.
 *
 * @throws UserError if the stack has no file, or one that is no YAML; for a bad value or a
 *   contradiction; for values that only Pulumi can read: secrets, and those of Pulumi ESC
 */
export function loadConfig(stack: string, root: string = PROJECT_ROOT): ClusterConfig {
  return parseClusterConfig(stack, givenConfig(stack, root));
}

/** A stack's configuration as its file has it, by key, without secrets. */
export function givenConfig(stack: string, root: string = PROJECT_ROOT): RawConfig {
  return flattenConfig(projectValues(stack, root));
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
  const all = allValues(stack, root);
  refuseOneSecret(stack, all['passwords']);
  const isPassword = (key: string): boolean => /^passwords(\.|$)/.test(key);
  const values = Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => !isPassword(key) && !isSecretKey(key))
      .map(([key, value]) => [key, isSection(key, value) ? withoutSecrets(key, value) : value]),
  );
  const secret = Object.entries(values).flatMap(([key, value]) => secretKeys(key, value))[0];
  if (secret === undefined) return values;
  throw new UserError(
    `config ${secret} in Pulumi.${stack}.yaml is a secret, which is for passwords, tls.caKey and secrets of backup alone`,
    `set it in clear: npm run pulumi -- config set --path ${CONFIG_NAMESPACE}:${secret} VALUE --stack ${stack}`,
  );
}

/** Whether a value is that of keys some of which are secrets. */
function isSection(key: string, value: unknown): value is object {
  return (key === 'tls' || key === 'backup') && typeof value === 'object' && value !== null;
}

/** Which passwords a secret holds, and which are to be generated, is not seen from outside. */
function refuseOneSecret(stack: string, passwords: unknown): void {
  if (!secretKeys('passwords', passwords).includes('passwords')) return;
  const key = `${CONFIG_NAMESPACE}:passwords`;
  throw new UserError(
    `config passwords in Pulumi.${stack}.yaml is one secret, and has to be one for each password`,
    `\`npm run pulumi -- config get ${key} --stack ${stack}\` shows it, \`config rm\` removes it, ` +
      `\`config set --path --secret ${key}.citus\` sets one of them`,
  );
}

/** Keys of a value, or of what is in it, that Pulumi has encrypted. */
function secretKeys(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === 'secure') return [key];
  return entries.flatMap(([part, inner]) => secretKeys(`${key}.${part}`, inner));
}

function allValues(stack: string, root: string): Record<string, unknown> {
  const file = readStackFile(stack, root);
  if (file?.environment !== undefined && file.environment !== null) {
    throw new UserError(
      `Pulumi.${stack}.yaml has an "environment" of Pulumi ESC, whose values these commands can't see`,
      'put the values into the file, or use plain `pulumi up`, which reads them',
    );
  }
  const prefix = `${CONFIG_NAMESPACE}:`;
  return Object.fromEntries(
    Object.entries(file?.config ?? {})
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

function readStackFile(stack: string, root: string): StackFile | null {
  requireStackFile(stack, root);
  const document = parseDocument(readFileSync(stackFile(stack, root), 'utf8'));
  const [error] = document.errors;
  if (error === undefined) return document.toJS() as StackFile | null;
  const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
  const what = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  throw new UserError(
    `Pulumi.${stack}.yaml, line ${line}, column ${col}: ${what}`,
    'correct the file; it has to be YAML',
  );
}
