import type * as pulumi from '@pulumi/pulumi';
import type { PasswordName } from '../topology/config/config-keys';

/** A password a part, each a Pulumi secret. */
export type Passwords = Readonly<Record<PasswordName, pulumi.Output<string>>>;
