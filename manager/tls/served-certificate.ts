import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as secure, type SecureContext } from 'node:tls';

/** Where a container serves its certificate. */
export interface ServedPort {
  /** The container's name inside the cluster. */
  readonly container: string;
  /** Where others reach it; default by its name. */
  readonly address?: string;
  readonly port: number;
  /** Whether TLS begins there as in PostgreSQL's protocol, by a request for it. */
  readonly postgres: boolean;
}

/** PostgreSQL's SSLRequest: its length and its code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** What a server answers that takes TLS. */
const YES = 'S'.charCodeAt(0);

/**
 * The certificate that a server shows, whether it is to be trusted or not.
 *
 * @param context what is shown to a server that asks who comes
 * @throws Error where no handshake comes about in time
 */
export async function servedCertificate(
  { container, address = container, port, postgres }: ServedPort,
  context: SecureContext,
  limitMs: number,
): Promise<X509Certificate> {
  const signal = AbortSignal.timeout(limitMs);
  const socket = connect({ host: address, port });
  // What fails is told to who waits for it; what fails after that is nobody's concern.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal });
    if (postgres) {
      socket.write(SSL_REQUEST);
      const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
      if (answer[0] !== YES) throw new Error('it takes no TLS');
    }
    const options = { socket, secureContext: context, rejectUnauthorized: false };
    const session = secure({ ...options, ...(isIP(address) === 0 && { servername: address }) });
    session.on('error', () => undefined);
    await once(session, 'secureConnect', { signal });
    const certificate = session.getPeerX509Certificate();
    session.destroySoon();
    if (certificate === undefined) throw new Error('it shows no certificate');
    return certificate;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
