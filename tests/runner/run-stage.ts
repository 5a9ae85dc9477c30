import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { capture, runAttached } from '../../toolchain/child-process';
import type { Stage } from './stages';
import { NONE, tallyVitest, type Tally, type VitestReport } from './test-tally';

const RESULTS = path.join(__dirname, '..', '..', '.build', 'test-results');

/**
 * Runs one stage and counts how its tests ended. Its output is passed on as it comes, or when it has ended
 * where another stage may run beside it.
 */
export async function runStage(stage: Stage, env: NodeJS.ProcessEnv): Promise<Tally> {
  if (stage.command !== undefined) {
    const exitCode = await run(stage, stage.command, env);
    return exitCode === 0
      ? { ...NONE, passed: 1 }
      : {
          ...NONE,
          failed: 1,
          failures: [`${stage.command.join(' ')} ended with ${exitCode}`],
        };
  }
  const { project, filter } = stage.vitest ?? { project: stage.name };
  const file = path.join(RESULTS, `${stage.name}.json`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(file, { force: true });
  const exitCode = await run(
    stage,
    [
      process.execPath,
      path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...(filter === undefined ? [] : [filter]),
    ],
    env,
  );
  return tallyVitest(readReport(file), exitCode);
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

async function run(
  { sharesMachine = false }: Stage,
  [file, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (!sharesMachine)
    return runAttached(file, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const { code, stdout, stderr } = await capture(file, args, { env });
  process.stdout.write(`${stdout}${stderr}`);
  return code;
}
