import { dockerClient } from '../../toolchain/docker-client';
import { findOnPath } from '../../toolchain/plugins';
import { DEFAULT_BASE_IMAGE } from '../../topology/config';
import { openShell } from './shell';
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
  let failed = 0;
  if (needs.has('engine') && !(await setUpTools(yes))) failed += 1;
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
  return { env, skipReasons, tally: { ...NONE, failed } };
}

async function setUpTools(yes: boolean): Promise<boolean> {
  const shell = await openShell();
  const consent = yes ? ['--yes'] : [];
  const { exitCode } = await shell`npm run --silent setup -- --stack native ${consent}`;
  return exitCode === 0;
}

function findChromium(): string | undefined {
  return CHROMIUM_NAMES.map((name) => findOnPath(name)).find((path) => path !== undefined);
}

async function installChromium(): Promise<string | undefined> {
  if (findOnPath('apt-get') === undefined) return undefined;
  const shell = await openShell({ stdio: ['ignore', 'ignore', 'inherit'] });
  await shell`apt-get update -qq`;
  await shell`DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium`;
  return findChromium();
}

/** The image that the tests are told to use, or else the default one, present or pulled. */
async function findCitusImage(): Promise<string | undefined> {
  const told = process.env['CITUS_CLUSTER_TEST_CITUS_IMAGE'];
  if (told !== undefined && told !== '') return told;
  const docker = dockerClient();
  const name = DEFAULT_BASE_IMAGE.citus;
  try {
    await docker.getImage(name).inspect();
    return name;
  } catch {
    // Not here: try to pull it.
  }
  try {
    const stream = await docker.pull(name);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return name;
  } catch {
    return undefined;
  }
}
