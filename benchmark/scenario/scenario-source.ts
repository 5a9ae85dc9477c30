import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../words/user-error';
import { PROJECT_ROOT } from '../../toolchain/paths';

/** The project's own scenarios. */
const SCENARIOS = join(PROJECT_ROOT, 'k6-scripts', 'scenarios');

/** A scenario's file. */
export interface ScenarioSource {
  /** The file's name without its ending. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** The names of the scenarios in a folder, in alphabetical order. */
export function scenarioNames(folder: string = SCENARIOS): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !/\.(test|d)\.ts$/.test(file))
    .map((file) => basename(file, '.ts'))
    .sort();
}

/**
 * Finds a scenario.
 *
 * @param scenario a name, or the path of a file: what ends in `.ts`, or `.json` of a recorded workload, or has a
 *   slash in it
 * @param folder where the name is looked up; default the project's own scenarios
 * @throws UserError if there is none
 */
export function findScenario(scenario: string, folder?: string | null): ScenarioSource {
  if (/\.(ts|json)$|[/\\]/.test(scenario)) {
    const path = resolve(scenario);
    if (!isFile(path)) {
      throw new UserError(
        `there is no scenario file ${scenario}`,
        'start one from a copy of k6-scripts/template.ts',
      );
    }
    return { name: basename(path).replace(/\.(ts|json)$/, ''), path };
  }
  if (folder != null && !(existsSync(folder) && statSync(folder).isDirectory())) {
    throw new UserError(`there is no folder ${folder}`, 'name that of your scenarios');
  }
  const where = folder == null ? SCENARIOS : resolve(folder);
  const names = scenarioNames(where);
  if (!names.includes(scenario)) {
    throw new UserError(
      `scenario "${scenario}" is unknown`,
      names.length === 0
        ? `there is none in ${where}`
        : `the scenarios are ${names.join(', ')}${folder == null ? ', or the path of your own, such as ./orders.ts' : ''}`,
    );
  }
  return { name: scenario, path: join(where, `${scenario}.ts`) };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
