import Docker from 'dockerode';
import { dockerClient } from '../../docker/docker-client';
import { UserError } from '../../../words/user-error';
import type { Properties } from '../property-values';

/** The settings of the docker provider that the stand-in knows; its `ssh` has the options that it needs. */
export const CONFIG_KEYS = ['host', 'certPath', 'sshOpts', 'disableDockerDaemonCheck'] as const;

let engine: Docker | undefined;

/**
 * Chooses the Docker engine: the provider's `host`, else DOCKER_HOST, else the local socket.
 *
 * @throws UserError for a kind of address that the stand-in cannot reach
 */
export function configureConnection(config: Properties): void {
  const host = config['host'];
  const certificates = config['certPath'];
  const address = typeof host === 'string' && host !== '' ? host : process.env['DOCKER_HOST'];
  engine =
    typeof certificates === 'string' && certificates !== ''
      ? dockerClient(address, certificates)
      : connect(address);
}

/** The engine all resources live on. */
export function docker(): Docker {
  engine ??= connect(process.env['DOCKER_HOST']);
  return engine;
}

function connect(host: string | undefined): Docker {
  if (host === undefined || host === '') return new Docker({ socketPath: '/var/run/docker.sock' });
  const url = new URL(host);
  switch (url.protocol) {
    case 'unix:':
      return new Docker({ socketPath: url.pathname });
    case 'tcp:':
    case 'http:':
      return new Docker({ host: url.hostname, port: Number(url.port || 2375), protocol: 'http' });
    case 'ssh:':
      return dockerClient(host);
    default:
      throw new UserError(
        `the stand-in for the docker provider can't connect to ${host}`,
        'use unix://, tcp:// or ssh://, or the official plugin',
      );
  }
}
