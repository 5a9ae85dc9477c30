import { connect } from 'node:net';

/** A host that does not refuse within this time takes no connections there, ms. */
const LIMIT_MS = 1000;

/** Whether something takes connections at a port of a host within a second. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LIMIT_MS });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
    socket.once('timeout', end(false));
  });
}
