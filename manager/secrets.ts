import type { PasswordName } from '../topology/config/password-names';

/** All passwords in clear, by what they open. Never logged. */
export type Secrets = Readonly<Record<PasswordName, string>>;

/** Where the manager's container has them. */
export const MANAGER_SECRETS = '/etc/manager/secrets.json';

/** That file's content. */
export function renderSecrets(secrets: Secrets): string {
  return JSON.stringify(secrets);
}
