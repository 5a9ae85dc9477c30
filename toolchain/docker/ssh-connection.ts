import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { endWithThis, lastLine } from '../child-process';

/**
 * What has `ssh` fail within seconds rather than ask something of whoever is at the terminal, and end when
 * the host is silent for half a minute.
 */
export const SSH_OPTIONS = [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=4'],
  ...['-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'],
] as const;

/** What a process relays on the engine's host: the Docker command line's own way to an engine by SSH. */
const RELAY = ['docker', 'system', 'dial-stdio'] as const;

/**
 * Arguments with which `ssh` relays to the engine of an address, as the Docker command line calls it. Keys,
 * known hosts, jumps and the like are those of the user's own configuration.
 *
 * @param address `ssh://[user@]host[:port]`
 */
export function sshArguments(address: string): string[] {
  const { username, hostname, port } = new URL(address);
  return [
    ...SSH_OPTIONS,
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(port === '' ? [] : ['-p', port]),
    ...['--', hostname, ...RELAY],
  ];
}

/**
 * A connection to an engine by a process of `ssh`: a socket as far as an HTTP client cares. Where `ssh`
 * fails, its last word is the error.
 */
export class SshConnection extends Duplex {
  private readonly ssh: ChildProcessByStdio<Socket, Socket, Socket>;
  private complaint = '';

  /** @param address `ssh://[user@]host[:port]` */
  constructor(address: string) {
    super();
    // Of a session of its own it has no terminal to ask at, and Ctrl-C leaves it at work.
    const ssh = spawn('ssh', sshArguments(address), { detached: true, stdio: 'pipe' });
    this.ssh = ssh as unknown as ChildProcessByStdio<Socket, Socket, Socket>;
    endWithThis(this.ssh);
    ssh.stdin.on('error', () => undefined);
    ssh.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) ssh.stdout.pause();
    });
    ssh.stderr.on('data', (chunk: Buffer) => (this.complaint += chunk.toString('utf8')));
    ssh.once('error', (error) => this.destroy(error));
    ssh.once('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new Error(lastLine(this.complaint)));
    });
  }

  override _read(): void {
    this.ssh.stdout.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    // An `ssh` that has ended says why by its code.
    this.ssh.stdin.write(chunk, () => {
      done();
    });
  }

  override _final(done: () => void): void {
    this.ssh.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.ssh.kill();
    done(error);
  }

  // Parts of a socket that an HTTP client asks for. One that waits for the next request keeps no process.
  ref(): this {
    for (const part of this.parts) part.ref();
    return this;
  }
  unref(): this {
    for (const part of this.parts) part.unref();
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }

  private get parts(): readonly { ref(): unknown; unref(): unknown }[] {
    return [this.ssh, this.ssh.stdin, this.ssh.stdout, this.ssh.stderr];
  }
}
