import type { Secrets } from './secrets';
import type { Certificates } from './tls/certificates';

/** What the manager shows to be let in, and as whom it does so. */
export interface Credentials extends Secrets {
  /** Undefined where everything is in clear. */
  readonly certificates?: Certificates | undefined;
  /** Name of its sessions, which begins with {@link MANAGER_SESSION}; default that. */
  readonly sessionName?: string | undefined;
}

/** What the names of all managers' sessions (`application_name`) begin with. */
export const MANAGER_SESSION = 'citus-cluster manager';
