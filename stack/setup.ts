import { loadConfig } from './load-config';
import { SERVICES_BASE_IMAGE } from '../topology/plan-cluster';
import { ensureDatabaseBaseImage, ensureServicesBaseImage } from '../toolchain/docker/base-image';
import { dockerClient } from '../toolchain/docker/docker-client';
import { ensureDockerEngine } from '../toolchain/docker/docker-engine';
import { ensureK6 } from '../toolchain/install/k6';
import { ensurePlugins } from '../toolchain/pulumi/plugins';
import { ensurePulumiCli } from '../toolchain/pulumi/pulumi-cli';
import { setupStep, type SetupOptions } from '../toolchain/install/setup-step';

/**
 * Finds or gets everything that the project needs on this machine, a step a tool. What is there
 * already is left alone, so that it can be called again at no cost.
 *
 * @param stack also gets the image under this stack's database nodes
 * @throws UserError at the first thing that can't be had
 */
export async function setup(options: SetupOptions, stack?: string): Promise<void> {
  // A bad stack file is refused before minutes are spent.
  const image = stack === undefined ? SERVICES_BASE_IMAGE : loadConfig(stack).baseImage;
  await setupStep('Docker engine', (progress) => ensureDockerEngine(options, progress));
  const cli = await pulumiStep();
  await setupStep('Pulumi plugins', async (progress) =>
    (await ensurePlugins(cli, progress)) === 'official'
      ? 'official'
      : "this project's stand-ins, because the official ones are not here",
  );
  await setupStep('k6', async (progress) => {
    const { path, source } = await ensureK6(progress);
    return `${source === 'project' ? "this project's build" : 'found'} at ${path}`;
  });
  const docker = dockerClient();
  await setupStep('Base image', (progress) => ensureServicesBaseImage(docker, options, progress));
  if (stack !== undefined && image !== SERVICES_BASE_IMAGE) {
    await setupStep(`Base image of stack ${stack}`, (progress) =>
      ensureDatabaseBaseImage(docker, { image, stack }, progress),
    );
  }
}

async function pulumiStep(): Promise<string> {
  let path = '';
  await setupStep('Pulumi CLI', async (progress) => {
    const cli = await ensurePulumiCli(progress);
    path = cli.path;
    return `${cli.version} at ${cli.path}`;
  });
  return path;
}
