import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { CONFIG_NAMESPACE } from '../../topology/config/config-namespace';
import type { HostState } from '../../topology/hosts/host-config';
import { stackFile } from '../../toolchain/pulumi/stack-files';
import { UserError } from '../../words/user-error';

/**
 * Writes a host's state into the stack's file, all else of which stays as it is, its comments too.
 *
 * @throws UserError where the file does not name the host as an object under `hosts`
 */
export function writeHostState(stack: string, host: string, state: HostState): void {
  const file = stackFile(stack);
  const document = parseDocument(readFileSync(file, 'utf8'));
  const path = ['config', `${CONFIG_NAMESPACE}:hosts`, host];
  if (!document.hasIn([...path, 'address'])) {
    throw new UserError(
      `Pulumi.${stack}.yaml does not name ${host} in ${CONFIG_NAMESPACE}:hosts`,
      `set hosts.${host}.state to ${state} where it is named, and run \`npm run up -- --stack ${stack}\``,
    );
  }
  if (state === 'active') document.deleteIn([...path, 'state']);
  else document.setIn([...path, 'state'], state);
  writeFileSync(file, document.toString());
}
