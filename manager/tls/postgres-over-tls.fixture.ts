import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { CertificatePaths } from './certificates';
import { serverOptions } from './certificates.fixture';

/** PostgreSQL's refusal of a password, as it comes over the wire. */
function refusal(): Buffer {
  const fields = Buffer.from('SFATAL\0C28P01\0Mrefused\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

/** A server that takes TLS as PostgreSQL does, and then refuses every password. */
export async function startPostgresOverTls(paths: CertificatePaths): Promise<Server> {
  const secureContext = createSecureContext(serverOptions(paths));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const session = new TLSSocket(socket, { isServer: true, secureContext });
      session.on('error', () => undefined);
      session.once('data', () => session.end(refusal()));
    });
  });
  await once(server.listen(0), 'listening');
  return server;
}

/** The port that a server of a test listens at. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
