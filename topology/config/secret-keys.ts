import { isBackupSecret } from '../backup/backup-secrets';

/** The key of the private key that belongs to `tls.caCertificate`, PEM. */
export const AUTHORITY_KEY = 'tls.caKey';

/** Whether a key is for a secret, which the configuration is read without. */
export function isSecretKey(key: string): boolean {
  return key.startsWith('passwords.') || key === AUTHORITY_KEY || isBackupSecret(key);
}

/** The values of an object of keys, such as `tls`, without those that are secrets. */
export function withoutSecrets(name: string, values: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).filter(([part]) => !isSecretKey(`${name}.${part}`)),
  );
}
