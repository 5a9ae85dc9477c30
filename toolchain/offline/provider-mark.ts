import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../words/user-error';
import type { PluginKind } from '../pulumi/plugins';

/**
 * The output that every resource made by a stand-in carries, so that its state is never taken for
 * the official plugin's, or the reverse: the two keep different things in it.
 */
export const STAND_IN_MARK = '__standIn';

/** Packages that a stand-in may have made a resource of. */
const PACKAGES = ['docker', 'command'];

/** As much of a resource in Pulumi's state as the mark needs. */
export interface StateResource {
  /** `docker:index/container:Container` */
  type: string;
  outputs?: Record<string, unknown>;
}

/**
 * Which plugins wrote a state.
 *
 * @returns undefined if the state holds no resource of either
 */
export function providerKind(resources: readonly StateResource[]): PluginKind | undefined {
  const made = resources.filter(({ type }) => PACKAGES.includes(type.split(':')[0] ?? ''));
  if (made.length === 0) return undefined;
  const marked = made.some(({ outputs }) => outputs?.[STAND_IN_MARK] === true);
  return marked ? 'stand-in' : 'official';
}

/**
 * Refuses to go on with a state that the other kind of plugins wrote. Does nothing where there is no
 * such state yet.
 *
 * @param stateFolder folder of the file backend, the one that holds `.pulumi`
 * @param project name of the project in Pulumi.yaml
 * @param kind the plugins about to be used
 * @throws UserError with the way out
 */
export function assertProviderKind(
  stateFolder: string,
  project: string,
  stack: string,
  kind: PluginKind,
): void {
  const written = providerKind(readState(stateFolder, project, stack));
  if (written === undefined || written === kind) return;
  throw new UserError(
    `stack ${stack} was made with ${named(written)}, and this command would use ${named(kind)}`,
    `take it down with the plugins that made it: CITUS_CLUSTER_PLUGINS=${written} npm run down -- --stack ${stack}`,
  );
}

function named(kind: PluginKind): string {
  return kind === 'official' ? "Pulumi's official plugins" : 'the stand-ins for its plugins';
}

function readState(stateFolder: string, project: string, stack: string): StateResource[] {
  const file = join(stateFolder, '.pulumi', 'stacks', project, `${stack}.json`);
  if (!existsSync(file)) return [];
  const state = JSON.parse(readFileSync(file, 'utf8')) as {
    checkpoint?: { latest?: { resources?: StateResource[] } };
  };
  return state.checkpoint?.latest?.resources ?? [];
}
