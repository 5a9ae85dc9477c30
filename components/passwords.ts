import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { UserError } from '../words/user-error';
import { PASSWORD_NAMES, type PasswordName } from '../topology/config/password-names';
import { isReadAlike, preparedPassword } from '../topology/config/prepared-password';
import { Component } from './component';
import { valueOf } from './value-of';

/** Characters of a password that is made here: as many bits as 24 random bytes in hexadecimal. */
const LENGTH = 33;

/** The passwords that somebody has set, by what they open. */
export type GivenPasswords = Partial<Readonly<Record<PasswordName, pulumi.Input<string>>>>;

/** A password a part, each a Pulumi secret. */
export type Passwords = Readonly<Record<PasswordName, pulumi.Output<string>>>;

/** All passwords of a cluster: those that are given, and for each other one that is made once. */
export class ClusterPasswords extends Component {
  readonly all: Passwords;

  constructor(
    name: string,
    { given }: { given: GivenPasswords },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('ClusterPasswords', name, options);
    const entries = PASSWORD_NAMES.map((part) => [part, this.password(part, given[part])] as const);
    this.all = Object.fromEntries(entries) as unknown as Passwords;
    this.registerOutputs({});
  }

  private password(
    part: PasswordName,
    given: pulumi.Input<string> | undefined,
  ): pulumi.Output<string> {
    if (given !== undefined) return pulumi.secret(given).apply(preparedPassword);
    const args = { length: LENGTH, special: false };
    return pulumi.secret(
      new random.RandomPassword(this.child(part), args, { parent: this }).result,
    );
  }
}

/**
 * Refuses passwords that not all clients make the same of. What a preview does not know yet passes.
 *
 * @throws UserError naming the password
 */
export async function checkPasswords(given: GivenPasswords): Promise<void> {
  for (const [name, input] of Object.entries(given)) {
    const password = await valueOf(pulumi.secret(input));
    if (password === undefined) continue;
    const prepared = preparedPassword(password);
    if (prepared === '') {
      throw new UserError(
        `config passwords.${name} is empty`,
        'set it, or leave it out to have one made',
      );
    }
    if (isReadAlike(prepared)) continue;
    throw new UserError(
      `config passwords.${name} has characters that clients read in different ways (SASLprep)`,
      'leave out special spaces, invisible characters and full-width or ligature forms',
    );
  }
}
