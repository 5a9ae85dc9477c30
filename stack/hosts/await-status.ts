import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../../running/local-state';
import { readStatus, type StackStatus } from '../../running/read-status';

/** Longest wait for a cluster, or a group of it, to be as it should after something moved, ms. */
export const STATUS_LIMIT_MS = 120_000;

/** Between two looks, ms. */
const POLL_MS = 300;

/**
 * Waits until a cluster's status is as wanted, for two minutes.
 *
 * @param otherwise the error that tells what the last status lacks
 * @throws what `otherwise` returns
 */
export async function awaitStatus(
  deployment: Deployment,
  isWanted: (status: StackStatus) => boolean,
  otherwise: (status: StackStatus) => Error,
): Promise<StackStatus> {
  for (const deadline = Date.now() + STATUS_LIMIT_MS; ; await pause(POLL_MS)) {
    const status = await readStatus(deployment);
    if (isWanted(status)) return status;
    if (Date.now() > deadline) throw otherwise(status);
  }
}
