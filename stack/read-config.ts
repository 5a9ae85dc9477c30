import * as pulumi from '@pulumi/pulumi';
import type { Passwords } from '../components/passwords';
import { UserError } from '../words/user-error';
import { parseClusterConfig, type RawConfig } from '../topology/config/config';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { decodeConfigValue, flattenConfig } from '../topology/config/config-input';
import { isReadAlike, preparedPassword } from '../topology/config/prepared-password';
import {
  CONFIG_NAMESPACE,
  PASSWORD_NAMES,
  type PasswordName,
} from '../topology/config/config-keys';

/**
 * Reads the running program's stack configuration, once.
 *
 * @throws UserError for a bad value, a contradiction or a missing password
 */
export function readConfig(): { config: ClusterConfig; passwords: Passwords } {
  const prefix = `${CONFIG_NAMESPACE}:`;
  const values = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), decodeConfigValue(text)]),
  );
  const raw = flattenConfig(values);
  const config = parseClusterConfig(pulumi.getStack(), raw);
  return { config, passwords: readPasswords(raw) };
}

function readPasswords(raw: RawConfig): Passwords {
  const missing = missingPasswords(raw);
  if (missing.length > 0) {
    const keys = missing.map((name) => `passwords.${name}`).join(', ');
    const lines = missing.map(
      (name) => `pulumi config set --path --secret ${CONFIG_NAMESPACE}:passwords.${name}`,
    );
    throw new UserError(
      `config ${keys} ${missing.length === 1 ? 'is' : 'are'} missing`,
      `\`npm run up\` generates all passwords; to set them yourself: ${lines.join('; ')}`,
    );
  }
  const entries = PASSWORD_NAMES.map(
    (name) => [name, pulumi.secret(usable(name, String(raw[`passwords.${name}`])))] as const,
  );
  return Object.fromEntries(entries) as unknown as Passwords;
}

/**
 * A password in the form that all clients make the same of.
 *
 * @throws UserError where there is none
 */
function usable(name: PasswordName, password: string): string {
  const prepared = preparedPassword(password);
  if (isReadAlike(prepared)) return prepared;
  throw new UserError(
    `config passwords.${name} has characters that clients read in different ways (SASLprep)`,
    'leave out special spaces, invisible characters and full-width or ligature forms',
  );
}

/** The passwords that a configuration does not have. */
export function missingPasswords(raw: RawConfig): PasswordName[] {
  return PASSWORD_NAMES.filter((name) => {
    const value = raw[`passwords.${name}`];
    return typeof value !== 'string' || value === '';
  });
}
