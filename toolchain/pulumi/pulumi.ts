import { mkdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { receivedSignal } from '../../cli/stop-signal';
import { UserError } from '../../words/user-error';
import { capture, lastLine, runAttached, type RunOptions, type RunResult } from '../child-process';
import { dockerHost } from '../docker/docker-client';
import { passphraseEnvironment } from './passphrase';
import { clearAfterKill } from './killed-cli';
import { PROJECT_ROOT, STAND_IN_FOLDER, STATE_FOLDER } from '../paths';
import { choosePlugins, type PluginKind } from './plugins';
import { findPulumiCli, type PulumiCli } from './pulumi-cli';

/** The Pulumi CLI with this project's backend, secrets and tools in place. */
export interface Pulumi {
  readonly cli: PulumiCli;
  readonly plugins: PluginKind;
  /** Everything that the CLI is started with. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Runs the CLI on this terminal and returns its exit code.
   *
   * @throws UserError if a signal has stopped it
   */
  run(args: readonly string[]): Promise<number>;
  /** Runs the CLI and captures its output; the exit code is the caller's to judge. */
  capture(args: readonly string[], options?: PulumiCaptureOptions): Promise<RunResult>;
  /**
   * Runs the CLI and returns its stdout.
   *
   * @throws UserError with the CLI's last line if it fails
   */
  output(args: readonly string[], options?: PulumiCaptureOptions): Promise<string>;
}

/** How the CLI is run when its output is captured. */
export type PulumiCaptureOptions = Pick<RunOptions, 'input' | 'timeoutMs'>;

/**
 * Finds the CLI and its plugins and prepares their environment. Makes nothing but the folder of the
 * states and, on first use, the passphrase. What a CLI that was killed left in the way goes.
 *
 * @param variables that the CLI, and what it runs, has besides this process's
 * @throws UserError if there is no CLI, with the command that gets it
 */
export async function openPulumi(variables: NodeJS.ProcessEnv = {}): Promise<Pulumi> {
  const cli = await findPulumiCli();
  if (cli === undefined) {
    throw new UserError('the Pulumi CLI is missing', 'run `npm run setup`, which gets it');
  }
  const plugins = choosePlugins(cli.path);
  const env = pulumiEnvironment(cli, plugins, { ...process.env, ...variables });
  clearAfterKill(env.PULUMI_BACKEND_URL);
  const options = { env, cwd: PROJECT_ROOT };
  const run = async (args: readonly string[]): Promise<number> => {
    // By one SIGINT it ends the steps that are under way, and keeps its state in order.
    const code = await runAttached(cli.path, args, { ...options, endsBy: 'SIGINT' });
    if (code === 0 || receivedSignal() === undefined) return code;
    throw new UserError(
      `pulumi ${args[0] ?? ''} was stopped`,
      'what it did is in its state, and the same command goes on from there',
    );
  };
  const captured = (args: readonly string[], more: PulumiCaptureOptions = {}) =>
    capture(cli.path, ['--non-interactive', '--color=never', ...args], { ...options, ...more });
  return {
    cli,
    plugins,
    env,
    run,
    capture: captured,
    output: async (args, more) => {
      const { code, stdout, stderr } = await captured(args, more);
      if (code === 0) return stdout;
      throw new UserError(`pulumi ${args[0] ?? ''} failed: ${lastLine(stderr || stdout)}`);
    },
  };
}

/**
 * The environment of the Pulumi CLI. A backend or passphrase that the user has set stays.
 *
 * @param cli the CLI, whose folder goes on PATH
 * @param plugins with the stand-ins, their folder goes on PATH and downloads are off
 */
export function pulumiEnvironment(
  cli: Pick<PulumiCli, 'path'>,
  plugins: PluginKind,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv & { readonly PULUMI_BACKEND_URL: string } {
  const folders = [
    ...(plugins === 'stand-in' ? [STAND_IN_FOLDER] : []),
    dirname(cli.path),
    base['PATH'] ?? '',
  ];
  const host = dockerHost(base);
  return {
    ...base,
    PATH: folders.join(delimiter),
    PULUMI_BACKEND_URL: base['PULUMI_BACKEND_URL'] || localBackend(),
    ...passphraseEnvironment(base),
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // `npm run typecheck` checks the types; the program need not wait for it on each run.
    PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    ...(plugins === 'stand-in' ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true' } : {}),
    // The Docker plugin knows DOCKER_HOST but not the docker client's contexts.
    ...(host === undefined ? {} : { DOCKER_HOST: host }),
  };
}

function localBackend(): string {
  // Pulumi does not make the folder of a file backend itself.
  mkdirSync(STATE_FOLDER, { recursive: true });
  return pathToFileURL(STATE_FOLDER).href;
}
