import { createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { hasImage } from './images';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { capture, lastLine } from '../child-process';
import { canInstallPackages, installPackages } from '../install/debian';
import { findOnPath } from '../pulumi/plugins';
import { pullImage } from './pull-image';
import type { SetupOptions } from '../install/setup-step';
import { DEBIAN_IMAGE, DEBIAN_SUITE } from '../install/versions';

/** The bootstrap program and the keys that it checks packages with. */
const BOOTSTRAP_PACKAGES = ['mmdebstrap', 'debian-archive-keyring'] as const;

/**
 * Finds the Debian image under the services and engine `native`, or gets it: pulled, else made from
 * Debian's packages.
 *
 * @returns what was found or done, for people
 * @throws UserError where neither is possible
 */
export async function ensureServicesBaseImage(
  docker: Docker,
  { yes }: SetupOptions,
  progress: Progress,
): Promise<string> {
  if (await hasImage(docker, SERVICES_BASE_IMAGE)) return SERVICES_BASE_IMAGE;
  const [repo, tag] = SERVICES_BASE_IMAGE.split(':') as [string, string];
  const refusal = await pullImage(docker, DEBIAN_IMAGE, progress);
  if (refusal === undefined) {
    await docker.getImage(DEBIAN_IMAGE).tag({ repo, tag });
    return `${SERVICES_BASE_IMAGE} from ${DEBIAN_IMAGE}`;
  }
  await requireBootstrap(yes, refusal, progress);
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-base-'));
  try {
    await bootstrapInto(docker, folder, { repo, tag }, progress);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return `${SERVICES_BASE_IMAGE} made by mmdebstrap`;
}

async function requireBootstrap(yes: boolean, refusal: string, progress: Progress): Promise<void> {
  if (findOnPath('mmdebstrap') !== undefined) return;
  const what = `${DEBIAN_IMAGE} can't be pulled (${refusal}), and mmdebstrap is missing`;
  if (!canInstallPackages()) {
    throw new UserError(what, `pull ${DEBIAN_IMAGE} and tag it ${SERVICES_BASE_IMAGE} yourself`);
  }
  if (!yes) {
    throw new UserError(
      what,
      `\`npm run setup -- --yes\` would run \`apt-get install ${BOOTSTRAP_PACKAGES.join(' ')}\` and make the image`,
    );
  }
  await installPackages(BOOTSTRAP_PACKAGES, progress);
}

async function bootstrapInto(
  docker: Docker,
  folder: string,
  name: { repo: string; tag: string },
  progress: Progress,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'base.tar');
  const { code, stderr } = await capture(
    'mmdebstrap',
    ['--variant=minbase', DEBIAN_SUITE, archive],
    {
      onLine: (line) => {
        progress.update(line.replace(/^I: /, ''));
      },
    },
  );
  if (code !== 0) throw new UserError(`mmdebstrap failed: ${lastLine(stderr)}`);
  progress.update('importing');
  const answer = await docker.importImage(createReadStream(archive), name);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(answer, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/**
 * Finds the image under a stack's database nodes, or pulls it.
 *
 * @returns what was found or done, for people
 * @throws UserError where it is neither here nor in a registry
 */
export async function ensureDatabaseBaseImage(
  docker: Docker,
  { image, stack }: { image: string; stack: string },
  progress: Progress,
): Promise<string> {
  if (await hasImage(docker, image)) return image;
  const refusal = await pullImage(docker, image, progress);
  if (refusal === undefined) return `${image} pulled`;
  throw new UserError(
    `base image ${image} of stack "${stack}" is not on this Docker engine and can't be pulled (${refusal})`,
    'set baseImage to an image you have, or use stack native, which needs Debian packages alone',
  );
}
