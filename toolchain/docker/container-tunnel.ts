import { Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';

/**
 * Relays between the exec's standard streams and a port or a Unix socket of the container itself
 * until either side ends. Perl is essential in Debian. It is one process without children: one that outlived it would
 * become a child of the container's first process, and a PostgreSQL that is the first process takes
 * the end of a child that it does not know for a crash, and restarts.
 */
const RELAY = `
use IO::Socket::INET; use IO::Socket::UNIX; use IO::Select;
my $server = ($ARGV[0] =~ m{^/} ? IO::Socket::UNIX->new(Peer => $ARGV[0])
  : IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0])) or die "$@\\n";
my $sources = IO::Select->new($server, \\*STDIN);
while (my @ready = $sources->can_read) {
  for my $from (@ready) {
    sysread($from, my $data, 65536) or exit;
    my $to = $from == $server ? \\*STDOUT : $server;
    for (my $at = 0; $at < length $data;) {
      $at += syswrite($to, $data, length($data) - $at, $at) // exit;
    }
  }
}`;

/**
 * A connection to a server inside a container that publishes no port: a socket as far as a
 * PostgreSQL client cares, carried by one long-lived exec of the user postgres. Works wherever the
 * engine does.
 */
export class ContainerTunnel extends Duplex {
  private carrier: Duplex | undefined;
  private complaint = '';

  /**
   * @param address where a server listens in the container: a port, or the path of a socket
   */
  constructor(
    private readonly docker: Docker,
    private readonly container: string,
    private readonly address: number | string,
  ) {
    super({ allowHalfOpen: false });
  }

  /** Opens the connection; emits `connect`, or `error`. */
  connect(): this {
    this.open().catch((error: unknown) => this.destroy(error as Error));
    return this;
  }

  private async open(): Promise<void> {
    const exec = await this.docker.getContainer(this.container).exec({
      Cmd: ['perl', '-e', RELAY, String(this.address)],
      User: 'postgres',
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const carrier = await exec.start({ hijack: true, stdin: true });
    if (this.destroyed) {
      carrier.destroy();
      return;
    }
    this.carrier = carrier;
    const out = new PassThrough();
    const errors = new PassThrough();
    this.docker.modem.demuxStream(carrier, out, errors);
    out.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) carrier.pause();
    });
    errors.on('data', (chunk: Buffer) => (this.complaint += chunk.toString('utf8')));
    carrier.on('error', (error: Error) => this.destroy(error));
    carrier.on('close', () => {
      const first = this.complaint.split('\n', 1)[0] ?? '';
      if (first === '') this.push(null);
      else this.destroy(new Error(first));
    });
    this.emit('connect');
  }

  // Parts of a socket that a PostgreSQL client asks for.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // What arrives is handed on as it comes, and no more is taken than is wanted: tables are copied by this.
    this.carrier?.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.carrier === undefined) done(new Error('the connection is not open'));
    else this.carrier.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.carrier?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.carrier?.destroy();
    done(error);
  }
}
