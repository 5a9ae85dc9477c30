import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gte, SemVer } from 'semver';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { cachedFolder, installIntoCache } from '../install/cached-install';
import { capture } from '../child-process';
import { goBuild, hasGo } from '../install/go-build';
import { PROJECT_ROOT } from '../paths';
import { findOnPath } from './plugins';
import { isReachable } from '../install/reachable';
import { VERSIONS } from '../install/versions';

const CACHE_NAME = `pulumi-${VERSIONS.pulumi}`;
const INSTALL_SCRIPT = 'https://get.pulumi.com/install.sh';

/** A Pulumi CLI and where it was found. */
export interface PulumiCli {
  readonly path: string;
  readonly version: string;
  readonly source: 'PATH' | 'cache';
}

/**
 * Finds a Pulumi CLI that is recent enough: on PATH, then in the cache.
 *
 * @returns undefined where there is none
 */
export async function findPulumiCli(): Promise<PulumiCli | undefined> {
  const onPath = findOnPath('pulumi');
  if (onPath !== undefined) {
    const version = await cliVersion(onPath);
    if (version !== undefined && gte(version, VERSIONS.pulumiLeast)) {
      return { path: onPath, version, source: 'PATH' };
    }
  }
  const cached = join(cachedFolder(CACHE_NAME), 'bin', 'pulumi');
  return existsSync(cached)
    ? { path: cached, version: VERSIONS.pulumi, source: 'cache' }
    : undefined;
}

/**
 * Finds the Pulumi CLI, or gets it: the official download, else a build from Go modules.
 *
 * @throws UserError where neither is possible
 */
export async function ensurePulumiCli(progress: Progress): Promise<PulumiCli> {
  const found = await findPulumiCli();
  if (found !== undefined) return found;
  await installIntoCache(CACHE_NAME, async (folder) => {
    if (await download(folder, progress)) return;
    if (!hasGo()) {
      throw new UserError(
        `Pulumi ${VERSIONS.pulumi} can be neither downloaded nor built: get.pulumi.com does not answer and there is no Go`,
        'install it from https://www.pulumi.com/docs/install/ or install Go',
      );
    }
    await build(folder, progress);
  });
  const installed = await findPulumiCli();
  if (installed === undefined) throw new Error(`${CACHE_NAME} holds no pulumi`);
  return installed;
}

async function download(folder: string, progress: Progress): Promise<boolean> {
  progress.update('asking get.pulumi.com');
  if (!(await isReachable(INSTALL_SCRIPT))) return false;
  progress.update('downloading');
  // Loading the SDK takes longer than all else here; only the download needs it.
  const { PulumiCommand } = await import('@pulumi/pulumi/automation/cmd.js');
  try {
    await PulumiCommand.install({ root: folder, version: new SemVer(VERSIONS.pulumi) });
    return true;
  } catch (error) {
    progress.update(`the download failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

async function build(folder: string, progress: Progress): Promise<void> {
  progress.update('building from Go modules, which takes some minutes');
  const variable = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';
  await goBuild(
    {
      folder: join(PROJECT_ROOT, 'toolchain', 'go', 'pulumi'),
      package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
      output: join(folder, 'bin', 'pulumi'),
      linkerFlags: `-X ${variable}=v${VERSIONS.pulumi}`,
    },
    progress,
  );
}

async function cliVersion(path: string): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const { stdout } = await capture(path, ['version'], { env, timeoutMs: 10_000 });
  return /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
}
