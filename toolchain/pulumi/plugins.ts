import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { capture } from '../child-process';
import { isReachable } from '../install/reachable';
import { VERSIONS } from '../install/versions';

/** Where Pulumi's plugins come from: Pulumi itself, or this project's stand-ins. */
export type PluginKind = 'official' | 'stand-in';

/** Forces {@link choosePlugins}: `official` or `stand-in`. */
export const PLUGINS_VARIABLE = 'CITUS_CLUSTER_PLUGINS';

/** Resource plugins the program needs, with their versions. */
export const RESOURCE_PLUGINS = Object.entries(VERSIONS.plugins).map(([name, version]) => ({
  name,
  version,
}));

/** The path of a program on PATH, or undefined. */
export function findOnPath(
  program: string,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the official language host for Node.js comes with this CLI or is on PATH. */
export function hasOfficialLanguageHost(cli: string): boolean {
  const name = 'pulumi-language-nodejs';
  return isExecutable(join(dirname(cli), name)) || findOnPath(name) !== undefined;
}

/** Whether an official resource plugin is on PATH or in Pulumi's own plugin cache. */
export function hasOfficialPlugin(name: string, version: string): boolean {
  const home = process.env['PULUMI_HOME'] || join(homedir(), '.pulumi');
  return (
    findOnPath(`pulumi-resource-${name}`) !== undefined ||
    existsSync(join(home, 'plugins', `resource-${name}-v${version}`, `pulumi-resource-${name}`))
  );
}

/**
 * Decides between the official plugins and the stand-ins: official where all of them are on this
 * machine already, unless the environment variable {@link PLUGINS_VARIABLE} says otherwise.
 *
 * @param cli path of the Pulumi CLI
 * @throws UserError if the variable holds something else
 */
export function choosePlugins(cli: string): PluginKind {
  const forced = process.env[PLUGINS_VARIABLE];
  if (forced === 'official' || forced === 'stand-in') return forced;
  if (forced) {
    throw new UserError(`${PLUGINS_VARIABLE} is "${forced}"`, 'allowed: official, stand-in');
  }
  const complete =
    hasOfficialLanguageHost(cli) &&
    RESOURCE_PLUGINS.every(({ name, version }) => hasOfficialPlugin(name, version));
  return complete ? 'official' : 'stand-in';
}

/**
 * Gets the official plugins where the CLI brings its own language host, so that
 * {@link choosePlugins} finds them.
 *
 * @param cli path of the Pulumi CLI
 * @returns what the project will use
 */
export async function ensurePlugins(cli: string, progress: Progress): Promise<PluginKind> {
  const missing = RESOURCE_PLUGINS.filter(({ name, version }) => !hasOfficialPlugin(name, version));
  const wanted = !process.env[PLUGINS_VARIABLE] && hasOfficialLanguageHost(cli);
  if (wanted && missing.length > 0 && (await isReachable('https://get.pulumi.com'))) {
    for (const { name, version } of missing) {
      progress.update(`plugin ${name} ${version}`);
      await capture(cli, ['plugin', 'install', 'resource', name, version], {
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
        onLine: (line) => {
          progress.update(line);
        },
      });
    }
  }
  return choosePlugins(cli);
}
