import * as command from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import type { Authority } from '../certificates/authority';
import type { ClusterPlan } from '../topology/plan';
import { Component } from './component';
import { scriptCommand } from './script-command';

/** A user's own authority: its certificate, PEM, empty without one; its key where it signs. */
export interface OwnAuthority {
  readonly certificate: string;
  readonly key: pulumi.Input<string> | undefined;
}

/** What {@link ClusterAuthorities} are made of. */
export interface AuthoritiesArgs {
  readonly plan: ClusterPlan;
  readonly own: OwnAuthority;
}

/** The certificate authorities that a cluster trusts. Those that are made are made once. */
export class ClusterAuthorities extends Component {
  /** In the order of the plan: the first one signs. Secret. */
  readonly all: pulumi.Output<Partial<Authority>[]>;
  /** Their certificates, PEM. */
  readonly certificates: pulumi.Output<string>;

  constructor(name: string, args: AuthoritiesArgs, options: pulumi.ComponentResourceOptions) {
    super('ClusterAuthorities', name, options);
    const names = args.plan.tls?.authorities ?? [];
    const each = names.map((one) => (one === 'own' ? ownAuthority(args) : this.make(one, args)));
    this.all = pulumi.all(each);
    const pems = this.all.apply((all) => all.map(({ certificate = '' }) => certificate).join(''));
    this.certificates = pulumi.unsecret(pems);
    this.registerOutputs({});
  }

  private make(number: string, { plan }: AuthoritiesArgs): pulumi.Output<Authority> {
    const made = new command.local.Command(
      this.child(number),
      {
        ...scriptCommand(
          'post-deploy/make-authority.ts',
          { AUTHORITY: `citus-cluster ${plan.stack} ${number}` },
          {},
        ),
        // What it prints is a key.
        logging: 'none',
      },
      {
        parent: this,
        additionalSecretOutputs: ['stdout'],
        // It would print another authority.
        ignoreChanges: ['create', 'dir', 'environment', 'logging', 'addPreviousOutputInEnv'],
      },
    );
    return pulumi.secret(made.stdout).apply((text) => JSON.parse(text) as Authority);
  }
}

function ownAuthority({ own: { certificate, key } }: AuthoritiesArgs) {
  const pem = certificate.endsWith('\n') ? certificate : `${certificate}\n`;
  return pulumi.secret(key).apply((text): Partial<Authority> => ({
    certificate: pem,
    ...(text !== undefined && { key: text }),
  }));
}
