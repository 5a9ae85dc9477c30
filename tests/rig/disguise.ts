import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { RigHost } from './rig-host';

/** An engine that says something else of itself than it is. */
export interface Disguise {
  /** Where it is asked, as a host's `docker`. */
  readonly docker: string;
  /** Ends it. */
  close(): void;
}

/**
 * Puts a relay in front of a host's engine that changes what it says of itself: no Docker of another age or
 * architecture runs here, and all programs of a machine have one clock.
 *
 * @param changes what its `/info` says otherwise
 */
export async function disguise(
  { consoleAddress, folder }: RigHost,
  changes: () => Readonly<Record<string, unknown>>,
): Promise<Disguise> {
  const { pathname: socketPath } = new URL(consoleAddress);
  const relay = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { method, url = '', headers } = asked;
    const onward = request({ socketPath, method, path: url, headers }, (said) => {
      if (!url.endsWith('/info')) {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
        return;
      }
      void said.toArray().then((parts: Buffer[]) => {
        const facts = JSON.parse(Buffer.concat(parts).toString()) as object;
        answer.end(JSON.stringify({ ...facts, ...changes() }));
      });
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  };
  const path = join(folder, 'disguise.sock');
  const server = createServer(relay).listen(path);
  await once(server, 'listening');
  return {
    docker: `unix://${path}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
