import type { Metrics } from '../metrics';
import type { ScenarioSide } from './side';

/** A setting that is not the same in all runs. */
export interface ConfigurationDifference {
  /** Path in `metrics.json`, e.g. `load.vus` or `environment.pg`. */
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
    .map((name) => ({
      name,
      values: settings.map((runs) => [...new Set(runs.map((run) => run.get(name) ?? '–'))]),
    }))
    .filter(({ values }) => new Set(values.flat()).size > 1);
}

function settingsOf({ stack, profile, load, environment, tool }: Metrics): Map<string, string> {
  return new Map(flatten('', { stack, profile, load, environment, tool }));
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
