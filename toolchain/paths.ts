import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';

/** The folder of the project: where Pulumi.yaml and package.json are. */
export const PROJECT_ROOT = resolve(__dirname, '..');

/**
 * A path of this project, as seen from the folder of the program that runs: relative, so that a
 * program that moved finds nothing changed.
 */
export function packagePath(path = ''): string {
  return relative('', join(PROJECT_ROOT, path)) || '.';
}

/** Where Pulumi keeps the stacks' states and this project its passphrase. */
export const STATE_FOLDER = join(PROJECT_ROOT, '.pulumi-state');

/** Where the stand-ins for Pulumi's plugins are started from. */
export const STAND_IN_FOLDER = join(PROJECT_ROOT, 'toolchain', 'offline', 'bin');

/**
 * Where tools are kept between clones of the project: `citus-cluster` in the user's cache folder
 * (`XDG_CACHE_HOME`, else `~/.cache`).
 */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'citus-cluster');
}
