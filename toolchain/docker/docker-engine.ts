import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { capture, lastLine } from '../child-process';
import { canInstallPackages, installPackages } from '../install/debian';
import { dockerHost, engineInfo, type EngineInfo } from './docker-client';
import { findOnPath } from '../pulumi/plugins';
import { cacheFolder } from '../paths';
import type { SetupOptions } from '../install/setup-step';
import { DOCKER_PACKAGES } from '../install/versions';

const INSTALL_PAGE = 'https://docs.docker.com/engine/install/';

/** How long a started engine may take until it answers, ms. */
const START_LIMIT_MS = 60_000;

/**
 * Finds the Docker engine, or installs and starts one.
 *
 * @returns what answers, for people
 * @throws UserError where none answers and it may not, or can't, be installed
 */
export async function ensureDockerEngine(
  { yes }: SetupOptions,
  progress: Progress,
): Promise<string> {
  const found = await engineInfo();
  if (found !== undefined) return describe(found);
  if (process.env['DOCKER_HOST']) {
    throw new UserError(
      `no Docker engine answers at DOCKER_HOST ${process.env['DOCKER_HOST']}`,
      'correct or unset the variable',
    );
  }
  if (dockerHost() !== undefined || !canInstallPackages()) {
    throw new UserError(
      `no Docker engine answers at ${dockerHost() ?? 'the default socket'}`,
      `start it, or install it: ${INSTALL_PAGE}`,
    );
  }
  const installed = findOnPath('dockerd') !== undefined;
  if (!yes) {
    const install = installed ? '' : `run \`apt-get install ${DOCKER_PACKAGES.join(' ')}\` and `;
    throw new UserError(
      'no Docker engine answers',
      `\`npm run setup -- --yes\` would ${install}${startDescription()}`,
    );
  }
  if (!installed) await installPackages(DOCKER_PACKAGES, progress);
  await startEngine(progress);
  const started = await engineInfo();
  if (started === undefined) throw new UserError('the Docker engine went away', 'look at its log');
  return describe(started);
}

function describe({ version, apiVersion }: EngineInfo): string {
  return `Docker engine ${version} (API ${apiVersion}) at ${dockerHost() ?? 'the default socket'}`;
}

/** Whether what is installed here is started as a service. */
export function runsSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

const logFile = (): string => join(cacheFolder(), 'dockerd.log');

function startDescription(): string {
  return runsSystemd()
    ? 'start the service docker'
    : `start dockerd in the background with its log in ${logFile()}`;
}

async function startEngine(progress: Progress): Promise<void> {
  progress.update(startDescription());
  if (runsSystemd()) {
    const { code, stderr } = await capture('systemctl', ['enable', '--now', 'docker']);
    if (code !== 0) {
      throw new UserError(
        `the service docker does not start: ${lastLine(stderr)}`,
        '`journalctl -u docker` says more',
      );
    }
    await untilEngineAnswers(() => undefined, '`journalctl -u docker` says why');
    return;
  }
  mkdirSync(cacheFolder(), { recursive: true });
  const log = openSync(logFile(), 'a');
  // Detached, it has a session of its own and outlives this command and its terminal.
  const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
  let ended: string | undefined;
  daemon.once('error', (error) => {
    ended = error.message;
  });
  daemon.once('exit', () => {
    ended = lastLine(readFileSync(logFile(), 'utf8'));
  });
  daemon.unref();
  await untilEngineAnswers(() => ended, `its log is ${logFile()}`);
}

/** Waits for the engine; ends early with the reason when it is known to have failed. */
async function untilEngineAnswers(
  failure: () => string | undefined,
  remedy: string,
): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while ((await engineInfo()) === undefined) {
    const reason = failure();
    if (reason !== undefined) throw new UserError(`dockerd ended: ${reason}`, remedy);
    if (Date.now() > deadline) {
      throw new UserError(`the Docker engine did not answer within ${START_LIMIT_MS} ms`, remedy);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
