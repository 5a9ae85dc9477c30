import { startProgress } from '../../cli/progress';
import { hasImage } from '../../toolchain/docker/images';
import { canInstallPackages, installPackages } from '../../toolchain/install/debian';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { runsSystemd } from '../../toolchain/docker/docker-engine';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { pullImage } from '../../toolchain/docker/pull-image';
import { DEFAULT_BASE_IMAGE } from '../../topology/config/config';
import { runAttached } from '../../toolchain/child-process';
import { missingProgram, RIG_PACKAGES, rigObstacle } from '../rig/obstacle';
import { SSH_PACKAGES, sshObstacle } from '../rig/ssh-server';
import type { Need, Stage } from './stages';
import { NONE, type Tally } from './test-tally';

/** What the stages find on this machine. */
export interface Machine {
  /** The environment that the stages run in. */
  readonly env: NodeJS.ProcessEnv;
  /** Why tests are skipped, a line each. */
  readonly skipReasons: readonly string[];
  /** A preparation that failed counts as a failed test. */
  readonly tally: Tally;
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Makes sure that the machine has what the stages need: the tools and images of `npm run setup`, a
 * Chromium, and the image with Citus if it can be had.
 *
 * @param yes whether missing parts may be installed
 */
export async function prepareMachine(stages: readonly Stage[], yes: boolean): Promise<Machine> {
  const needs = new Set(stages.flatMap(({ needs: need = [] }): readonly Need[] => need));
  const env = { ...process.env };
  const skipReasons: string[] = [];
  const failures: string[] = [];
  if (needs.has('engine') && !(await setUpTools(yes))) failures.push('npm run setup');
  if (needs.has('chromium')) {
    const chromium = findChromium() ?? (yes ? await installChromium() : undefined);
    if (chromium === undefined) skipReasons.push('pages in a browser: no Chromium on PATH');
    else env['CITUS_CLUSTER_TEST_CHROMIUM'] = chromium;
  }
  if (needs.has('citus')) {
    const image = await findCitusImage();
    if (image === undefined) {
      const name = DEFAULT_BASE_IMAGE.citus;
      skipReasons.push(`what needs Citus: image ${name} is neither here nor can it be pulled`);
    } else env['CITUS_CLUSTER_TEST_CITUS_IMAGE'] = image;
  }
  if (needs.has('rig')) {
    if (yes && missingProgram() !== undefined) await install('tools of networks', RIG_PACKAGES);
    const obstacle = rigObstacle();
    if (obstacle !== undefined) skipReasons.push(`what needs several hosts: ${obstacle}`);
    if (yes && sshObstacle() !== undefined && !runsSystemd()) {
      await install('an SSH server', SSH_PACKAGES);
    }
    const noSsh = sshObstacle();
    if (noSsh !== undefined) skipReasons.push(`what reaches hosts by SSH: ${noSsh}`);
  }
  return { env, skipReasons, tally: { ...NONE, failed: failures.length, failures } };
}

async function setUpTools(yes: boolean): Promise<boolean> {
  const args = ['run', '--silent', 'setup', '--', '--stack', 'native', ...(yes ? ['--yes'] : [])];
  return (await runAttached('npm', args, { stdio: ['ignore', 'inherit', 'inherit'] })) === 0;
}

function findChromium(): string | undefined {
  return CHROMIUM_NAMES.map((name) => findOnPath(name)).find((path) => path !== undefined);
}

async function installChromium(): Promise<string | undefined> {
  await install('Chromium', ['chromium', 'fonts-liberation']);
  return findChromium();
}

/** Installs Debian packages where that can be done; what fails is told, and missed later. */
async function install(what: string, packages: readonly string[]): Promise<void> {
  if (!canInstallPackages()) return;
  const progress = startProgress(`install ${what}`);
  try {
    await installPackages(packages, progress);
    progress.done();
  } catch (error) {
    progress.fail(String(error));
  }
}

/** The image that the tests are told to use, or else the default one, present or pulled. */
async function findCitusImage(): Promise<string | undefined> {
  const told = process.env['CITUS_CLUSTER_TEST_CITUS_IMAGE'];
  if (told !== undefined && told !== '') return told;
  const docker = dockerClient();
  const name = DEFAULT_BASE_IMAGE.citus;
  try {
    if (await hasImage(docker, name)) return name;
  } catch {
    // No engine answers; the set-up of the tools has said so.
    return undefined;
  }
  const progress = startProgress(`image ${name}`);
  const refusal = await pullImage(docker, name, progress);
  if (refusal === undefined) {
    progress.done();
    return name;
  }
  progress.fail(refusal);
  return undefined;
}
