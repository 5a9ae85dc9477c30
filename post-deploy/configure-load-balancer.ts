import { text } from 'node:stream/consumers';
import { plainCommand, runCommand } from '../cli/command';
import { UserError } from '../words/user-error';
import type { ConfigurationFile } from '../components/containers/load-balancer-configuration';
import { reloadLoadBalancer } from './reload-load-balancer';
import { dockerClient } from '../toolchain/docker/docker-client';

async function configureLoadBalancer(): Promise<void> {
  const name = process.env['LOAD_BALANCER'];
  if (!name) throw new UserError('LOAD_BALANCER is not set', '`npm run up` runs this with it');
  const files = JSON.parse(await text(process.stdin)) as ConfigurationFile[];
  const reloaded = await reloadLoadBalancer(dockerClient().getContainer(name), files);
  process.stderr.write(reloaded ? `${name} reloaded\n` : `${name} is as configured\n`);
}

void runCommand(
  plainCommand(
    'post-deploy/configure-load-balancer',
    'gives the load balancer the files on stdin (JSON) without ending its sessions',
  ).action(configureLoadBalancer),
);
