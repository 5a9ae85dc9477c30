import { packagePath } from '../toolchain/paths';

/**
 * A local command that runs a script of this project, wherever the program that makes it lies.
 *
 * @param script its path in this project
 * @param environment what it is told
 * @param engineHost address of the Docker engine, where it is not the one of the environment
 */
export function scriptCommand<T extends object>(
  script: string,
  environment: T,
  engineHost: string | undefined,
) {
  return {
    create: `node --import tsx ${script}`,
    dir: packagePath(),
    // The scripts ask the cluster what is there; the last run's output would only be in the way.
    addPreviousOutputInEnv: false,
    environment: { ...environment, ...(engineHost !== undefined && { DOCKER_HOST: engineHost }) },
  };
}
