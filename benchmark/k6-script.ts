import { basename, join } from 'node:path';
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { UserError } from '../cli/user-error';
import type { Scenario } from '../k6-scripts/lib/scenario';
import { PROJECT_ROOT } from '../toolchain/paths';
import type { DriverName } from './driver';

const SCRIPTS = join(PROJECT_ROOT, 'k6-scripts');
const SCENARIOS = join(SCRIPTS, 'scenarios');

/** Where in `lib` the sessions of each driver are made. */
const SESSION_MODULES: Readonly<Record<DriverName, string>> = {
  pgx: 'pgx-session',
  'lib/pq': 'sql-session',
};

/** The names of the scenarios, in alphabetical order. */
export function scenarioNames(): string[] {
  return readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();
}

/**
 * Loads a scenario's declaration.
 *
 * @throws UserError naming the scenarios if there is none of this name
 */
export async function loadScenario(name: string): Promise<Scenario> {
  const names = scenarioNames();
  if (!names.includes(name)) {
    throw new UserError(`scenario "${name}" is unknown`, `the scenarios are ${names.join(', ')}`);
  }
  const module = (await import(join(SCENARIOS, `${name}.ts`))) as { default: Scenario };
  return module.default;
}

/**
 * Bundles a scenario with the engine into one script that k6 runs.
 *
 * @param name a name of {@link scenarioNames}
 * @param driver of the k6 that will run it: decides how sessions are made
 * @param outputPath the script's file
 * @throws UserError with the first compile error
 */
export async function bundleScenario(
  name: string,
  driver: DriverName,
  outputPath: string,
): Promise<void> {
  const entry = `
    import scenario from './scenarios/${name}';
    import { createScript } from './lib/engine';
    import { openSession } from './lib/${SESSION_MODULES[driver]}';
    const script = createScript(scenario, openSession);
    export const options = script.options;
    export const handleSummary = script.handleSummary;
    export default script.iterate;
  `;
  try {
    await build({
      stdin: { contents: entry, resolveDir: SCRIPTS, sourcefile: `${name}-entry.ts`, loader: 'ts' },
      outfile: outputPath,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      external: ['k6', 'k6/*'],
      logLevel: 'silent',
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`scenario "${name}" does not compile: ${text}`, undefined, { cause });
  }
}
