import type { StackOutputs } from '../../topology/stack-outputs';
import { now, sleep } from '../../words/clock';
import { missingRedundancy } from './cluster-state';
import { askManager } from '../../running/ask-manager';
import { incompleteShards } from './placements';
import type { StackContainers } from '../faults/stack-containers';

/** Time between two looks, ms. */
const INTERVAL_MS = 500;

/** How long redundancy has to last before it is believed where nobody says, ms. */
const STEADY_MS = 3000;

/** Redundancy as it was found. */
export interface RedundancyResult {
  /** Since when it has been full, ms since the epoch; null where it was not by the limit. */
  readonly since: number | null;
  /** What was missing at the last look. */
  readonly missing: readonly string[];
}

/**
 * Waits until redundancy is full and stays so: every container at work, in each group a primary and
 * streaming, synchronous standbys, every shard with all its placements on active nodes.
 *
 * @param notBefore ms since the epoch; redundancy seen before may not have noticed a fault yet
 * @param limitMs how long to wait at most, ms
 * @param steadyMs how long it has to last before it is believed, ms; default 3,000
 * @param isAlone whether nothing else matters, that the cluster is not healthy for instance as its last restore point
 *   is old
 * @param onWait takes what is missing
 */
export async function awaitRedundancy(
  outputs: StackOutputs,
  containers: StackContainers,
  wait: {
    readonly notBefore: number;
    readonly limitMs: number;
    readonly steadyMs?: number;
    readonly isAlone?: boolean;
    readonly signal: AbortSignal;
    readonly onWait: (missing: string) => void;
  },
): Promise<RedundancyResult> {
  const { steadyMs = STEADY_MS, isAlone = false } = wait;
  const deadline = now() + wait.limitMs;
  let since: number | null = null;
  while (!wait.signal.aborted) {
    const askedAt = now();
    const missing = await lookForMissing(outputs, containers, isAlone);
    if (missing.length > 0) since = null;
    else since ??= askedAt;
    const steady = since !== null && now() - Math.max(since, wait.notBefore) >= steadyMs;
    if (steady) return { since, missing };
    if (now() > deadline) return { since: null, missing };
    wait.onWait(missing.join(', '));
    await sleep(INTERVAL_MS, wait.signal);
  }
  return { since: null, missing: ['stopped'] };
}

async function lookForMissing(
  outputs: StackOutputs,
  containers: StackContainers,
  isAlone: boolean,
): Promise<readonly string[]> {
  try {
    const status = await askManager(outputs);
    const missing = [
      ...missingRedundancy(outputs.plan, status),
      ...(isAlone ? [] : status.reasons),
      ...(await containers.broken()),
    ];
    return missing.length > 0 ? [...new Set(missing)] : await incompleteShards(outputs);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
