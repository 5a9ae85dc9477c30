/**
 * Passwords, one Pulumi secret each (`citus-cluster:passwords.<name>`), by what they open:
 * `superuser` the role postgres, `patroniApi` Patroni's REST interface, the others the role of
 * their name.
 */
export const PASSWORD_NAMES = [
  'superuser',
  'replicator',
  'rewind',
  'citus',
  'monitor',
  'patroniApi',
] as const;

/** The name of one of the cluster's passwords. */
export type PasswordName = (typeof PASSWORD_NAMES)[number];
