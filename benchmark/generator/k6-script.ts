import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type BuildFailure, type BuildOptions, type StdinOptions } from 'esbuild';
import { UserError } from '../../words/user-error';
import type { Scenario } from '../../k6-scripts/lib/scenario';
import { PROJECT_ROOT } from '../../toolchain/paths';
import { checkScenario } from '../scenario/check-scenario';
import type { DriverName } from './driver';
import type { ScenarioSource } from '../scenario/scenario-source';

const SCRIPTS = join(PROJECT_ROOT, 'k6-scripts');

/** Where in `lib` the driver of each k6 is. */
const DRIVER_MODULES: Readonly<Record<DriverName, string>> = {
  pgx: 'pgx-session',
  'lib/pq': 'sql-session',
};

/**
 * Loads a scenario's declaration.
 *
 * @throws UserError with file and line if it does not compile, or telling what is wrong with it
 */
export async function loadScenario(source: ScenarioSource): Promise<Scenario> {
  const code = await bundle(source, {
    stdin: entry(`${importOf(source)}\nexport default scenario;`),
    format: 'cjs',
    platform: 'neutral',
    external: ['k6/data'],
    write: false,
  });
  const module = { exports: {} as { default?: unknown } };
  try {
    // A file of its own would be loaded by the module rules of the folder that it lies in.
    const names = ['module', 'exports', 'require', 'open'];
    const run = compileFunction(code, names, { filename: source.path });
    run(
      module,
      module.exports,
      () => K6_DATA,
      (path: string) => readFileSync(path, 'utf8'),
    );
  } catch (cause) {
    throw new UserError(
      `scenario "${source.name}" (${source.path}) fails when it is loaded: ${String(cause)}`,
      undefined,
      { cause },
    );
  }
  return checkScenario(source, module.exports.default);
}

/**
 * Bundles a scenario with the engine into one script that k6 runs.
 *
 * @param driver of the k6 that will run it: decides how sessions are made
 * @param outputPath the script's file
 * @throws UserError with the first compile error
 */
export async function bundleScenario(
  source: ScenarioSource,
  driver: DriverName,
  outputPath: string,
): Promise<void> {
  const contents = `
    ${importOf(source)}
    import { createScript } from './lib/script';
    import { driver } from './lib/${DRIVER_MODULES[driver]}';
    const script = createScript(scenario, driver);
    export const options = script.options;
    export const handleSummary = script.handleSummary;
    export default script.iterate;
  `;
  await bundle(source, {
    stdin: entry(contents),
    outfile: outputPath,
    format: 'esm',
    platform: 'neutral',
    external: ['k6', 'k6/*'],
  });
}

/** What of k6 a scenario's file may use while it is loaded, besides `open`. */
const K6_DATA = {
  SharedArray: function (_: string, make: () => object) {
    return make();
  },
};

function entry(contents: string): StdinOptions {
  return { contents, resolveDir: SCRIPTS, sourcefile: 'engine-entry.ts', loader: 'ts' };
}

/** Makes `scenario` known: what a file exports, or what a recorded workload is replayed by. */
function importOf({ path }: ScenarioSource): string {
  const from = JSON.stringify(path);
  if (!path.endsWith('.json'))
    return `import * as file from ${from}; const scenario = file.default;`;
  return `import recorded from ${from};
    import { workloadScenario } from './lib/workload-scenario';
    const scenario = workloadScenario(recorded, ${JSON.stringify(dirname(path))});`;
}

async function bundle(source: ScenarioSource, options: BuildOptions): Promise<string> {
  try {
    const { outputFiles } = await build({
      ...options,
      bundle: true,
      target: 'es2022',
      logLevel: 'silent',
    });
    return outputFiles?.[0]?.text ?? '';
  } catch (cause) {
    throw new UserError(
      `scenario "${source.name}" does not compile: ${firstError(cause)}`,
      undefined,
      { cause },
    );
  }
}

/** `file:line:column: text` of the first error. */
function firstError(failure: unknown): string {
  const [first, ...others] = (failure as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) return failure instanceof Error ? failure.message : String(failure);
  const { location, text } = first;
  const place = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${place}${text}${more}`;
}
