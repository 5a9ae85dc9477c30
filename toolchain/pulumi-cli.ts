import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './child-process';
import { cachedFolder } from './cached-install';
import { findOnPath } from './plugins';
import { VERSIONS } from './versions';

/** Name of the cached CLI's folder. */
export const PULUMI_CACHE_NAME = `pulumi-${VERSIONS.pulumi}`;

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
    if (version !== undefined && isAtLeast(version, VERSIONS.pulumiLeast)) {
      return { path: onPath, version, source: 'PATH' };
    }
  }
  const cached = join(cachedFolder(PULUMI_CACHE_NAME), 'bin', 'pulumi');
  return existsSync(cached)
    ? { path: cached, version: VERSIONS.pulumi, source: 'cache' }
    : undefined;
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}

async function cliVersion(path: string): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const { stdout } = await capture(path, ['version'], { env, timeoutMs: 10_000 });
  return /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
}
