import type { PasswordName } from '../topology/config-keys';

/** All passwords in clear, by what they open. Never logged. */
export type Secrets = Readonly<Record<PasswordName, string>>;
