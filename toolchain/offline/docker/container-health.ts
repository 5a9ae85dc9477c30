import type Docker from 'dockerode';
import { until } from './until';

const POLL_MS = 250;
/** How many of the container's last log lines an error carries. */
const LOG_LINES = 20;

/**
 * Waits until the container's health check says healthy. Unlike the official provider it does not
 * sit out the limit once the check has said unhealthy or the container has ended for good.
 *
 * @param limitSeconds how long to wait
 * @returns undefined when healthy, else why not, with the container's last log lines
 */
export async function waitUntilHealthy(
  container: Docker.Container,
  limitSeconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const verdict = await until(
    async () => judge((await container.inspect()).State),
    limitSeconds * 1000,
    POLL_MS,
    signal,
  );
  if (verdict === 'healthy') return undefined;
  const reason = verdict ?? `not healthy after ${limitSeconds} s`;
  return `container failed to be in healthy state: ${reason}\n${await lastLogLines(container)}`;
}

/** @returns `healthy`, a reason why it will not become so, or undefined while that is open */
function judge(state: Docker.ContainerInspectInfo['State']): string | undefined {
  if (state.Health === undefined) {
    return "it has no health check; remove 'wait' or add 'healthcheck'";
  }
  if (state.Status === 'exited' || state.Status === 'dead') {
    return `it ended with exit code ${state.ExitCode}`;
  }
  if (state.Health.Status === 'healthy') return 'healthy';
  if (state.Health.Status !== 'unhealthy') return undefined;
  const last = state.Health.Log?.at(-1) as { ExitCode?: number; Output?: string } | undefined;
  return `its health check says unhealthy (exit code ${last?.ExitCode ?? '?'}): ${last?.Output?.trim() ?? ''}`;
}

/** The end of what the container wrote. */
export async function lastLogLines(container: Docker.Container): Promise<string> {
  const { Config } = await container.inspect();
  const raw = await container.logs({ stdout: true, stderr: true, tail: LOG_LINES, follow: false });
  const text = Config.Tty ? raw.toString('utf8') : demultiplex(raw);
  return text === '' ? 'It has logged nothing.' : `Its last log lines:\n${text.trimEnd()}`;
}

/** Takes the 8-byte frame headers out of a log that mixes stdout and stderr (Docker API, ContainerAttach). */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length;) {
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString('utf8');
}
