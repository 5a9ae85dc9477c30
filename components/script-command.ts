import { packagePath } from '../toolchain/paths';

/** How an engine is reached; without an address, as the environment says. */
export interface EngineAddress {
  readonly host?: string | undefined;
  /** Folder of the certificates that it is shown. */
  readonly certificates?: string | undefined;
}

/**
 * A local command that runs a script of this project, wherever the program that makes it lies.
 *
 * @param script its path in this project
 * @param environment what it is told
 * @param engine the Docker engine, where it is not the one of the environment
 */
export function scriptCommand<T extends object>(
  script: string,
  environment: T,
  engine: EngineAddress,
) {
  return {
    create: `node --import tsx ${script}`,
    dir: packagePath(),
    // The scripts ask the cluster what is there; the last run's output would only be in the way.
    addPreviousOutputInEnv: false,
    environment: { ...environment, ...engineVariables(engine) },
  };
}

/** What the Docker client's library reads. */
function engineVariables({ host, certificates }: EngineAddress) {
  return {
    ...(host !== undefined && { DOCKER_HOST: host }),
    ...(certificates !== undefined && { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates }),
  };
}
