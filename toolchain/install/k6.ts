import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { cachedFolder, installIntoCache } from './cached-install';
import { capture } from '../child-process';
import { goBuild, hasGo } from './go-build';
import { PROJECT_ROOT } from '../paths';
import { findOnPath } from '../pulumi/plugins';
import { VERSIONS } from './versions';

const SOURCE = join(PROJECT_ROOT, 'toolchain', 'go', 'k6');

/** What the build is made of, tests apart. */
const SOURCE_FILE = /(?<!_test)\.go$|go\.(mod|sum)$/;

/** The first k6 that builds itself anew with the extensions that a script imports. */
const FIRST_PROVISIONING = [1, 2] as const;

/** A k6 that runs the scenarios. */
export interface K6 {
  readonly path: string;
  /** `project` is this project's own build; `stock` one found on PATH. */
  readonly source: 'project' | 'stock';
  /** What it must be run with, besides the caller's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds the k6 to run scenarios with: the project's own build, else one on PATH that has xk6-sql or
 * can provision it.
 *
 * @returns undefined where there is none
 */
export async function findK6(): Promise<K6 | undefined> {
  const built = join(cachedFolder(cacheName()), 'bin', 'k6');
  if (existsSync(built)) {
    return {
      path: built,
      source: 'project',
      // The extensions are inside; without this k6 would look for a build service.
      env: { K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    };
  }
  const onPath = findOnPath('k6');
  if (onPath === undefined) return undefined;
  const { stdout } = await capture(onPath, ['version'], { timeoutMs: 10_000 });
  const ability = sqlAbility(stdout);
  if (ability === undefined) return undefined;
  return {
    path: onPath,
    source: 'stock',
    env: { K6_AUTO_EXTENSION_RESOLUTION: String(ability === 'provisions') },
  };
}

/**
 * {@link findK6} for a command that can't go on without it.
 *
 * @throws UserError with the command that gets it
 */
export async function requireK6(): Promise<K6> {
  const k6 = await findK6();
  if (k6 !== undefined) return k6;
  throw new UserError('k6 is missing', 'run `npm run setup`, which builds it');
}

/**
 * Finds k6, or builds the project's own.
 *
 * @throws UserError where there is no Go to build with
 */
export async function ensureK6(progress: Progress): Promise<K6> {
  const found = await findK6();
  if (found?.source === 'project' || (found !== undefined && !hasGo())) return found;
  if (!hasGo()) {
    throw new UserError(
      'k6 with xk6-sql is missing, and there is no Go to build it with',
      'install Go (https://go.dev/doc/install), or a k6 from version 1.2 (https://grafana.com/docs/k6/latest/set-up/install-k6/)',
    );
  }
  progress.update('building from Go modules');
  await installIntoCache(cacheName(), (folder) =>
    goBuild({ folder: SOURCE, package: '.', output: join(folder, 'bin', 'k6') }, progress),
  );
  return requireK6();
}

/**
 * What a k6 can do for scripts that import k6/x/sql.
 *
 * @param version what `k6 version` prints: the version, then one line an extension
 */
export function sqlAbility(version: string): 'built-in' | 'provisions' | undefined {
  if (/k6\/x\/sql\b/.test(version) && /k6\/x\/sql\/driver\/postgres\b/.test(version)) {
    return 'built-in';
  }
  const [, major = '0', minor = '0'] = /\bv(\d+)\.(\d+)\./.exec(version) ?? [];
  const [leastMajor, leastMinor] = FIRST_PROVISIONING;
  const recent =
    Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor);
  return recent ? 'provisions' : undefined;
}

/** Changes with the build's sources, so that an edited build is never taken for the old one. */
function cacheName(): string {
  const hash = createHash('sha256');
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => SOURCE_FILE.test(name)).sort()) {
    hash.update(file).update(readFileSync(join(SOURCE, file)));
  }
  return `k6-${VERSIONS.k6}-${hash.digest('hex').slice(0, 8)}`;
}
