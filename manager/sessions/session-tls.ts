import type { ClientConfig } from 'pg';
import type { Credentials } from '../credentials';

/**
 * How a session speaks TLS: verifies that the server is whom its host names, and shows the manager's
 * certificate. In clear where the cluster's clients do not speak TLS.
 */
export function sessionTls({ certificates }: Credentials): Pick<ClientConfig, 'ssl'> {
  return certificates?.verified === true ? { ssl: { secureContext: certificates.context } } : {};
}
