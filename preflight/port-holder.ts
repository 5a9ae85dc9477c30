import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A process that listens on a port of this host. */
export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

const LISTEN = '0A';

/**
 * The process that listens on a TCP port, from Linux' /proc.
 *
 * @param port host port
 * @param proc where /proc is mounted
 * @returns undefined where it can't be told: no /proc, or another user's process
 */
export function findPortHolder(port: number, proc = '/proc'): PortHolder | undefined {
  const inodes = new Set(
    ['tcp', 'tcp6'].flatMap((table) => listeningInodes(readText(`${proc}/net/${table}`), port)),
  );
  if (inodes.size === 0) return undefined;
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pid = readFolder(proc)
    .filter((entry) => /^\d+$/.test(entry))
    .find((entry) =>
      readFolder(`${proc}/${entry}/fd`).some((fd) =>
        sockets.has(readLink(`${proc}/${entry}/fd/${fd}`)),
      ),
    );
  if (pid === undefined) return undefined;
  return { pid: Number(pid), name: readText(`${proc}/${pid}/comm`).trim() };
}

/**
 * Inodes of the sockets that listen on a port.
 *
 * @param table text of /proc/net/tcp or tcp6: one socket a line, its local address as hexadecimal
 *   address:port in column 2, its state in column 4 and its inode in column 10
 */
export function listeningInodes(table: string, port: number): string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN)
    .filter((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port)
    .flatMap((columns) => columns[9] ?? []);
}

function readText(path: string): string {
  return orElse('', () => readFileSync(path, 'utf8'));
}

function readFolder(path: string): string[] {
  return orElse([], () => readdirSync(path));
}

function readLink(path: string): string {
  return orElse('', () => readlinkSync(path));
}

// Processes come and go while /proc is read, and other users' are closed.
function orElse<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
