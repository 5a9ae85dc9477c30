/** What a host is for: database nodes, members of the consensus store, ways in and managers. */
export const HOST_ROLES = ['data', 'etcd', 'ingress'] as const;

/** One of {@link HOST_ROLES}. */
export type HostRole = (typeof HOST_ROLES)[number];

/**
 * `active` has what it is given; `draining` is left by all that it has, once others have taken over;
 * `lost` is gone for good, and nothing asks it.
 */
export type HostState = 'active' | 'draining' | 'lost';

/** A Docker engine that the cluster may stand on. */
export interface HostConfig {
  /** Short, and part of the names of all that stands on it: `h1`. */
  readonly name: string;
  /** The engine's address: `ssh://…`, `tcp://…` or `unix://…`. */
  readonly docker: string;
  /** Folder of `ca.pem`, `cert.pem` and `key.pem` for an engine that is reached by `tcp://`. */
  readonly certificates?: string | undefined;
  /** IPv4 address at which the other hosts and the clients reach it. */
  readonly address: string;
  /** What fails together, e.g. a rack or a site; default the host's name. */
  readonly zone: string;
  readonly roles: readonly HostRole[];
  readonly state: HostState;
  /** Id of the engine that answered there last; undefined in a configuration, and where none has yet. */
  readonly engine?: string | undefined;
}
