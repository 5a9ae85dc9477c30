import { UserError } from '../words/user-error';
import { lastLine } from '../toolchain/child-process';
import { describeObjects, type EngineObject } from '../preflight/ownership';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import type { StackState } from '../toolchain/pulumi/stack-state';
import { PASSPHRASE_KEY } from '../topology/backup/backup-secrets';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import { PASSWORD_NAMES } from '../topology/config/password-names';
import { allNodes, type ClusterPlan } from '../topology/plan';

/** Of the passwords, and the passphrase of backups, that a state makes. */
const PASSWORD_TYPE = 'random:index/randomPassword:RandomPassword';

/** Keys of what a state makes, by the end of its resource's name. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ...PASSWORD_NAMES.map((name) => [name, `passwords.${name}`] as const),
  ['passphrase', PASSPHRASE_KEY],
]);

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
 * Stores secrets that were made in the state in the stack's file: data that outlive the state need them.
 *
 * @param needed whether the data need that of a key
 * @returns the keys of those that were stored
 * @throws UserError if the state can't be read, or the file not written
 */
export async function keepPasswords(
  stack: string,
  pulumi: Pulumi,
  needed: (key: string) => boolean,
): Promise<string[]> {
  const exported = await pulumi.output(['stack', 'export', '--show-secrets', '--stack', stack]);
  const made = madePasswords(exported).filter(([key]) => needed(key));
  // One after the other: each call rewrites the stack's file.
  for (const [key, input] of made) {
    const path = `${CONFIG_NAMESPACE}:${key}`;
    const command = ['config', 'set', '--path', '--secret', '--stack', stack, path];
    const { code, stderr } = await pulumi.capture(command, { input });
    if (code !== 0) {
      throw new UserError(
        `config ${key} can't be stored in the stack's file: ${lastLine(stderr)}`,
        'nothing was removed: the data that stay need it',
      );
    }
  }
  return made.map(([key]) => key);
}

/** Secrets that a state made, by their keys, from what `pulumi stack export --show-secrets` prints. */
export function madePasswords(exported: string): [string, string][] {
  const { deployment } = JSON.parse(exported) as Export;
  return (deployment?.resources ?? []).flatMap(({ type, urn, outputs }) => {
    const key = KEYS.get(urn.slice(urn.lastIndexOf('-') + 1));
    if (type !== PASSWORD_TYPE || key === undefined) return [];
    const { result } = outputs ?? {};
    const text =
      typeof result === 'string' ? result : (JSON.parse(result?.plaintext ?? '""') as string);
    return text === '' ? [] : [[key, text] as [string, string]];
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
  const made = resources.filter(
    ({ type, urn }) => type === PASSWORD_TYPE && urn?.endsWith('-passphrase') !== true,
  ).length;
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
