import { UserError } from '../words/user-error';
import { containedProgram, libpqEnvironment } from '../running/client-program';
import { capture, lastLine } from '../toolchain/child-process';
import { findOnPath } from '../toolchain/pulumi/plugins';

/** The statement of scenario `ceiling`; the extended protocol sends the variable as `$1`. */
const SCRIPT = '\\set key random(16, 25)\nSELECT typname FROM pg_type WHERE oid = :key::int;\n';

/** Time that pgbench may take to start and to end, ms. */
const SPARE_MS = 30_000;

/** One run of pgbench. */
export interface PgbenchRun {
  /** Connection URI. Its password reaches pgbench by the environment. */
  readonly uri: string;
  readonly clients: number;
  readonly durationS: number;
  /** `extended` parses and plans each statement, `prepared` does so once a session. */
  readonly protocol: 'extended' | 'prepared';
  /** Image that holds a pgbench, for where the machine has none. */
  readonly image: string;
  /** Certificates (PEM) of the authorities to trust; undefined for a cluster in clear. */
  readonly caCertificate: string | undefined;
}

/**
 * Measures a one-parameter select with pgbench.
 *
 * @returns statements a second
 * @throws UserError with pgbench's last line if it fails
 */
export async function runPgbench({
  uri,
  clients,
  durationS,
  protocol,
  image,
  caCertificate,
}: PgbenchRun): Promise<number> {
  const url = new URL(uri);
  const variables = libpqEnvironment(url);
  const contained = containedProgram('/opt/postgresql/bin/pgbench', variables, caCertificate);
  const args = [
    ...['--host', url.hostname, '--port', url.port, '--username', decodeURIComponent(url.username)],
    ...['--client', String(clients), '--jobs', String(Math.min(2, clients))],
    ...['--time', String(durationS), '--protocol', protocol, '--no-vacuum', '--file', '-'],
    decodeURIComponent(url.pathname.slice(1)),
  ];
  const onPath = findOnPath('pgbench');
  // In a container it is on the host's network, so that its way to the server is k6's.
  const inContainer = [
    // As a container's first process it would not end by a signal, hence --init.
    ...['run', '--rm', '--init', '--interactive', '--network', 'host'],
    ...[...contained.options, image, ...contained.command],
  ];
  const [file, before] = onPath === undefined ? ['docker', inContainer] : [onPath, []];
  const { code, stdout, stderr } = await capture(file, [...before, ...args], {
    env: { ...process.env, LC_ALL: 'C', ...(onPath === undefined ? contained.env : variables) },
    input: SCRIPT,
    timeoutMs: durationS * 1000 + SPARE_MS,
  });
  const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
  if (code !== 0 || !(rate > 0))
    throw new UserError(`pgbench failed: ${lastLine(stderr || stdout)}`);
  return rate;
}
