import { UserError } from '../words/user-error';
import { lastLine } from '../toolchain/child-process';
import { describeObjects, type EngineObject } from '../preflight/ownership';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import type { StackState } from '../toolchain/pulumi/stack-state';
import { CONFIG_NAMESPACE } from '../topology/config/config-keys';
import { PASSWORD_NAMES, type PasswordName } from '../topology/config/password-names';
import { allNodes, type ClusterPlan } from '../topology/plan';

/** Of the passwords that a state makes. */
const PASSWORD_TYPE = 'random:index/randomPassword:RandomPassword';

interface Export {
  readonly deployment?: {
    readonly resources?: readonly {
      readonly type: string;
      readonly urn: string;
      readonly outputs?: { readonly result?: string | { readonly plaintext?: string } };
    }[];
  };
}

/**
 * Stores the passwords that were made in the state in the stack's file, as secrets: data that outlive
 * the state need them.
 *
 * @returns the names of those that were stored
 * @throws UserError if the state can't be read, or the file not written
 */
export async function keepPasswords(stack: string, pulumi: Pulumi): Promise<PasswordName[]> {
  const exported = await pulumi.output(['stack', 'export', '--show-secrets', '--stack', stack]);
  const made = madePasswords(exported);
  // One after the other: each call rewrites the stack's file.
  for (const [name, input] of made) {
    const key = `${CONFIG_NAMESPACE}:passwords.${name}`;
    const command = ['config', 'set', '--path', '--secret', '--stack', stack, key];
    const { code, stderr } = await pulumi.capture(command, { input });
    if (code !== 0) {
      throw new UserError(
        `password ${name} can't be stored in the stack's file: ${lastLine(stderr)}`,
        'nothing was removed: the data that protectData keeps need it',
      );
    }
  }
  return made.map(([name]) => name);
}

/** The passwords that a state made, from what `pulumi stack export --show-secrets` prints. */
export function madePasswords(exported: string): [PasswordName, string][] {
  const { deployment } = JSON.parse(exported) as Export;
  return (deployment?.resources ?? []).flatMap(({ type, urn, outputs }) => {
    const name = PASSWORD_NAMES.find((one) => urn.endsWith(`-${one}`));
    if (type !== PASSWORD_TYPE || name === undefined) return [];
    const { result } = outputs ?? {};
    const text =
      typeof result === 'string' ? result : (JSON.parse(result?.plaintext ?? '""') as string);
    return text === '' ? [] : [[name, text] as [PasswordName, string]];
  });
}

/**
 * Refuses databases that the state does not list and whose passwords are neither there nor in the
 * stack's file: others would be made, which open none of them.
 *
 * @param given how many of the passwords the stack's file has
 */
export function refuseLostPasswords(
  plan: ClusterPlan,
  objects: readonly EngineObject[],
  { resources }: StackState,
  given: number,
): void {
  const made = resources.filter(({ type }) => type === PASSWORD_TYPE).length;
  const planned = new Set(allNodes(plan).map(({ volume }) => volume));
  const listed = new Set(resources.map(({ id }) => id));
  const held = objects.filter(
    ({ kind, name }) => kind === 'volume' && planned.has(name) && !listed.has(name),
  );
  if (held.length === 0 || given + made >= PASSWORD_NAMES.length) return;
  throw new UserError(
    `stack "${plan.stack}" is left as it is: ${describeObjects(held)} may hold data whose passwords ` +
      "are neither in Pulumi's state nor in the stack's file",
    `set all of citus-cluster:passwords to what they were; or \`npm run down -- --stack ${plan.stack}\` ` +
      'removes what this checkout made',
  );
}
