import type { Metrics } from '../results/metrics';
import { shortImageId } from '../benchmark/short-image-id';
import type { ScenarioSide } from './side';

/** A setting that is not the same in all runs. */
export interface ConfigurationDifference {
  /**
   * Path in `metrics.json`, e.g. `load.vus` or `environment.pg`; `coordinator.jit` and `worker.jit`
   * for server settings that are not the default, `image.1` for the id of an image.
   */
  readonly name: string;
  /** By side, in their order: the different values within it. */
  readonly values: readonly (readonly string[])[];
}

/** What the sides differ in: load, environment, tools and stack. */
export function configurationDifferences(
  sides: readonly ScenarioSide[],
): ConfigurationDifference[] {
  const settings = sides.map(({ runs }) => runs.map(({ metrics }) => settingsOf(metrics)));
  const names = [...new Set(settings.flat().flatMap((run) => [...run.keys()]))];
  return names
    .filter((name) => {
      // Without workers there is nothing to say of them: the topology tells.
      const able = settings.flat().filter((run) => hasPart(run, name));
      return new Set(able.map((run) => run.get(name))).size > 1;
    })
    .map((name) => ({
      name,
      values: settings.map((runs) => [...new Set(runs.map((run) => run.get(name) ?? '–'))]),
    }));
}

/** Whether anything is known of what a setting is of, e.g. of the coordinator. */
function hasPart(run: ReadonlyMap<string, string>, name: string): boolean {
  const [part = ''] = name.split('.', 1);
  return [...run.keys()].some((key) => key.split('.', 1)[0] === part);
}

/** Server settings that say which stack and which node it is, not how it is set up. */
const NAMES_OF_ITS_OWN = ['cluster_name', 'primary_slot_name', 'synchronous_standby_names'];

/** What follows from other settings; older results do not have it. */
const CONSEQUENCES = ['environment.shard_holders', 'environment.differs_from_plan'];

function settingsOf({ stack, profile, load, environment, tool }: Metrics): Map<string, string> {
  const { images, settings, ...rest } = environment;
  return new Map([
    ...flatten('', { stack, profile, load, environment: rest, tool }).filter(
      ([name]) => !CONSEQUENCES.includes(name),
    ),
    ...(images ?? []).map(({ id }, i): [string, string] => [`image.${i + 1}`, shortImageId(id)]),
    ...(settings ?? []).flatMap(({ node, settings: ofNode }) =>
      ofNode
        .filter(({ name }) => !NAMES_OF_ITS_OWN.includes(name))
        .map(({ name, value }): [string, string] => [`${roleOf(node)}.${name}`, value]),
    ),
  ]);
}

/** `worker-1-a` is a worker: its settings are those of all. */
function roleOf(node: string): string {
  return node.replace(/(-\d+)?-[a-z]$/, '');
}

function flatten(path: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      [path, value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)],
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(path === '' ? key : `${path}.${key}`, inner),
  );
}
