/** Every version that setup gets, in one place. */
export const VERSIONS = {
  /** The Pulumi CLI that setup downloads or builds; `toolchain/go/pulumi/go.mod` names it too. */
  pulumi: '3.256.0',
  /** The oldest Pulumi CLI on PATH that is accepted: the first that knows the SDK's protocol. */
  pulumiLeast: '3.248.0',
  /** k6 and its parts, as `toolchain/go/k6/go.mod` names them. */
  k6: '1.8.1',
  xk6Sql: '1.0.5',
  pgx: '5.12.0',
  /** The object store of the tests, as `toolchain/go/versitygw/go.mod` names it. */
  versitygw: '1.8.0',
  /** Pulumi's resource plugins, as package.json names their SDKs. */
  plugins: { docker: '5.2.0', command: '1.2.1', random: '4.21.2' },
} as const;

/** The Debian release under the services and under engine `native`. */
export const DEBIAN_SUITE = 'trixie';

/** Where the Debian base image is pulled from; a registry is asked first. */
export const DEBIAN_IMAGE = `debian:${DEBIAN_SUITE}-slim`;

/** Debian packages of a Docker engine: the engine itself and what its networks need. */
export const DOCKER_PACKAGES = ['docker.io', 'iptables', 'iproute2'] as const;
