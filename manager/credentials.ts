import type { Secrets } from './secrets';
import type { Certificates } from './tls/certificates';

/** What the manager shows to be let in. */
export interface Credentials extends Secrets {
  /** Undefined where everything is in clear. */
  readonly certificates?: Certificates | undefined;
}
