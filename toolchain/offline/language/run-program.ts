import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** One run of a Pulumi program, as the engine orders it. */
export interface ProgramRun {
  project: string;
  stack: string;
  organization: string;
  /** working folder */
  pwd: string;
  /** folder of Pulumi.yaml */
  rootDirectory: string;
  /** folder that holds the program */
  programDirectory: string;
  /** the file to run, or `.` for what package.json names */
  entryPoint: string;
  args: string[];
  config: Record<string, string>;
  configSecretKeys: string[];
  /** true in a preview */
  dryRun: boolean;
  parallel: number;
  monitorAddress: string;
  engineAddress: string;
  /** `runtime.options` of Pulumi.yaml */
  options: Record<string, unknown>;
}

/** How a run ended. */
export interface ProgramEnd {
  /** empty after success */
  error: string;
  /** true if the program failed after it had told the engine why */
  bail: boolean;
}

/** What @pulumi/pulumi's runner exits with once it has reported the failure itself. */
const ALREADY_REPORTED = 32;

/**
 * Runs the program in a process of its own; its output goes where this process's goes. It ends with
 * this process at the latest: this one ends when the engine is gone, without which the program would
 * go on acting on the cluster.
 */
export function runProgram(run: ProgramRun, signal: AbortSignal): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, programArguments(run), {
      cwd: run.pwd,
      env: { ...process.env, ...programEnvironment(run) },
      stdio: ['ignore', 'inherit', 'inherit'],
      signal,
      killSignal: 'SIGTERM',
    });
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.on('error', (error) => {
      process.off('exit', end);
      resolve({ error: `could not run the program: ${error.message}`, bail: false });
    });
    child.on('exit', (code, killedBy) => {
      process.off('exit', end);
      if (code === 0) resolve({ error: '', bail: false });
      else if (code === ALREADY_REPORTED) resolve({ error: '', bail: true });
      else if (killedBy !== null)
        resolve({ error: `Program was terminated by ${killedBy}`, bail: false });
      else resolve({ error: `Program exited with non-zero exit code: ${code}`, bail: false });
    });
  });
}

/** The command line of node for a run: @pulumi/pulumi's own runner, its flags, the program. */
export function programArguments(run: ProgramRun): string[] {
  const runner = createRequire(join(run.programDirectory, 'package.json')).resolve(
    '@pulumi/pulumi/cmd/run',
  );
  const nodeArguments = run.options['nodeargs'];
  return [
    ...(typeof nodeArguments === 'string' ? nodeArguments.split(/\s+/).filter(Boolean) : []),
    runner,
    '--monitor',
    run.monitorAddress,
    '--engine',
    run.engineAddress,
    '--project',
    run.project,
    '--stack',
    run.stack,
    ...(run.organization === '' ? [] : ['--organization', run.organization]),
    '--root-directory',
    run.rootDirectory,
    '--pwd',
    run.pwd,
    '--parallel',
    String(run.parallel),
    ...(run.dryRun ? ['--dry-run'] : []),
    run.entryPoint === '' ? '.' : run.entryPoint,
    ...run.args,
  ];
}

/**
 * The environment a run adds to this process's own. PULUMI_NODEJS_TRANSPILE_ONLY passes through as
 * it stands; the runner reads it itself.
 */
export function programEnvironment(run: ProgramRun): Record<string, string> {
  const tsconfig = run.options['tsconfig'];
  return {
    PULUMI_CONFIG: JSON.stringify(run.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.configSecretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(run.options['typescript'] !== false),
    ...(typeof tsconfig === 'string' ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
  };
}
