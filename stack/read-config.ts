import * as pulumi from '@pulumi/pulumi';
import type { CitusClusterArgs } from '../components/citus-cluster-args';
import { BACKUP_SECRETS } from '../topology/backup/backup-secrets';
import { decodeConfigValue, flattenConfig } from '../topology/config/config-input';
import { AUTHORITY_KEY, isSecretKey } from '../topology/config/secret-keys';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import { PASSWORD_NAMES } from '../topology/config/password-names';

/**
 * The running program's stack configuration as a cluster's arguments. The cluster, which is named
 * after the stack, checks the values.
 */
export function configuredArgs(): CitusClusterArgs {
  const prefix = `${CONFIG_NAMESPACE}:`;
  const values = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), decodeConfigValue(text)]),
  );
  const raw = flattenConfig(values);
  const secrets = (prefix: string, names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const secret = raw[`${prefix}.${name}`];
        return secret === undefined ? [] : [[name, pulumi.secret(String(secret))]];
      }),
    );
  const caKey = raw[AUTHORITY_KEY];
  const others = Object.entries(raw).filter(([key]) => !isSecretKey(key));
  return {
    ...Object.fromEntries(others),
    ...(caKey !== undefined && { tls: { caKey: pulumi.secret(String(caKey)) } }),
    name: pulumi.getStack(),
    backup: secrets('backup', BACKUP_SECRETS),
    passwords: secrets('passwords', PASSWORD_NAMES),
  };
}
