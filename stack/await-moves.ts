import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { startProgress } from '../cli/progress';
import { describeMoves } from '../running/moves/follow-moves';
import { findRunningCluster } from '../running/running-cluster';
import { allNodes, type ClusterPlan } from '../topology/plan';
import type { ResourceSteps } from './preview-steps';

/** Between two looks, ms. */
const POLL_MS = 1000;

/**
 * Waits until no shard moves, where an update replaces database nodes: a switchover takes the locks that
 * a move ends with, and each move under way would begin anew.
 */
export async function awaitMoves(
  plan: ClusterPlan,
  { replace }: ResourceSteps,
  docker: Docker,
): Promise<void> {
  const nodes = new Set(allNodes(plan).map(({ container }) => container));
  if (!replace.some(({ kind, name }) => kind === 'container' && nodes.has(name))) return;
  const cluster = await findRunningCluster(plan, docker);
  let moves = cluster?.status?.moves;
  if (moves?.state !== 'moving') return;
  const progress = startProgress('shards move, which the replacement of nodes waits for');
  while (moves?.state === 'moving') {
    progress.update(describeMoves(moves));
    await sleep(POLL_MS);
    moves = (await cluster?.ask())?.moves ?? moves;
  }
  progress.done();
}
