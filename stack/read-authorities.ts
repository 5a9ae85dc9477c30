import { checkAuthority, type Authority } from '../certificates/authority';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { UserError } from '../words/user-error';
import { AUTHORITY_KEY } from '../topology/config/secret-keys';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { lastLine } from '../toolchain/child-process';

const COMMAND_TYPE = 'command:local:Command';

interface Export {
  readonly deployment?: {
    readonly resources?: readonly {
      readonly type: string;
      readonly urn: string;
      readonly outputs?: { readonly stdout?: string | { readonly plaintext?: string } };
    }[];
  };
}

/**
 * The authorities of a deployed stack, the one that signs first, with their keys. Secret.
 *
 * @throws UserError where one of them is not there
 */
export async function readAuthorities(
  stack: string,
  { tls }: ClusterConfig,
  pulumi: Pulumi,
): Promise<Partial<Authority>[]> {
  const exported = await pulumi.output(['stack', 'export', '--show-secrets', '--stack', stack]);
  return Promise.all(
    tls.authorities.map(async (name) => {
      if (name === 'own') return ownAuthority(stack, tls, pulumi);
      const made = madeAuthority(exported, name);
      if (made !== undefined) return made;
      throw new UserError(
        `stack "${stack}" has no certificate authority ${name} yet`,
        `\`npm run up -- --stack ${stack}\` makes it`,
      );
    }),
  );
}

/**
 * Makes sure that a user's own authority can sign where it is to: only Pulumi can read its key, and a
 * deployment that finds out on its way has begun.
 *
 * @param pulumi with the stack in its state
 * @throws UserError where it can't
 */
export async function checkOwnAuthority(
  stack: string,
  { tls }: ClusterConfig,
  pulumi: Pulumi,
): Promise<void> {
  if (tls.authorities[0] === 'own') checkAuthority(await ownAuthority(stack, tls, pulumi));
}

async function ownAuthority(
  stack: string,
  { caCertificate: certificate }: ClusterConfig['tls'],
  pulumi: Pulumi,
): Promise<Partial<Authority>> {
  // It stands among the values of `tls`, or by itself where it was set without --path.
  for (const args of [['--path'], []]) {
    const name = `${CONFIG_NAMESPACE}:${AUTHORITY_KEY}`;
    const get = ['config', 'get', ...args, name, '--stack', stack];
    const { code, stdout, stderr } = await pulumi.capture(get);
    if (code === 0) return { certificate, key: stdout };
    if (stderr.includes('not found for stack')) continue;
    throw new UserError(`config ${AUTHORITY_KEY} can't be read: ${lastLine(stderr)}`);
  }
  return { certificate };
}

/** An authority that a state holds, from what `pulumi stack export --show-secrets` prints. */
export function madeAuthority(exported: string, name: string): Authority | undefined {
  const { deployment } = JSON.parse(exported) as Export;
  const found = deployment?.resources?.find(
    ({ type, urn }) => type === COMMAND_TYPE && urn.endsWith(`-authorities-${name}`),
  );
  const stdout = found?.outputs?.stdout;
  if (stdout === undefined) return undefined;
  const text =
    typeof stdout === 'string' ? stdout : (JSON.parse(stdout.plaintext ?? '""') as string);
  return text === '' ? undefined : (JSON.parse(text) as Authority);
}
