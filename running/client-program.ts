import type { HostUris } from '../topology/uri-hosts';

/** Where a container that is made for a client finds the trusted authorities. */
const AUTHORITIES_FILE = '/tmp/authorities.pem';

/** Variable that takes them there. */
const AUTHORITIES_VARIABLE = 'TRUSTED_AUTHORITIES';

/**
 * libpq's variables for what a connection URI says: where, the secret, and how the server is verified. It
 * tries several hosts in their order, each for the URI's `connect_timeout`.
 */
export function libpqEnvironment(uris: HostUris): Record<string, string> {
  const [uri] = uris;
  const mode = uri.searchParams.get('sslmode');
  const file = uri.searchParams.get('sslrootcert');
  const timeout = uri.searchParams.get('connect_timeout');
  return {
    PGHOST: uris.map(({ hostname }) => hostname).join(),
    PGPORT: uris.map(({ port }) => port).join(),
    ...(timeout !== null && { PGCONNECT_TIMEOUT: timeout }),
    PGPASSWORD: decodeURIComponent(uri.password),
    ...(mode !== null && { PGSSLMODE: mode }),
    ...(file !== null && { PGSSLROOTCERT: file }),
  };
}

/** A client's program in a container of its own. */
export interface ContainedProgram {
  /** What docker's own environment has to hold. Secret. */
  readonly env: Record<string, string>;
  /** Arguments of `docker run` before the image. */
  readonly options: readonly string[];
  /** Arguments after it; the program's own follow. */
  readonly command: readonly string[];
}

/**
 * Has a client in a container verify its server: the file of the authorities is this machine's, the
 * engine may be another's, hence its contents go by the environment.
 *
 * @param program path in the image
 * @param environment libpq's variables
 * @param caCertificate certificates (PEM) of the authorities to trust; undefined for a cluster in clear
 */
export function containedProgram(
  program: string,
  environment: Readonly<Record<string, string>>,
  caCertificate: string | undefined,
): ContainedProgram {
  const isVerified = caCertificate !== undefined && environment['PGSSLROOTCERT'] !== undefined;
  const env = {
    ...environment,
    ...(isVerified && {
      PGSSLROOTCERT: AUTHORITIES_FILE,
      [AUTHORITIES_VARIABLE]: caCertificate,
    }),
  };
  const script = `printenv ${AUTHORITIES_VARIABLE} >${AUTHORITIES_FILE} && exec ${program} "$@"`;
  return {
    env,
    // With a name alone, docker takes the value from its own environment.
    options: [
      ...Object.keys(env).flatMap((name) => ['--env', name]),
      ...['--entrypoint', isVerified ? 'sh' : program],
    ],
    command: isVerified ? ['-c', script, program] : [],
  };
}
