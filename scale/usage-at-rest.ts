import type Docker from 'dockerode';
import { summariseContainer } from '../benchmark/evidence/container-series';
import { watchContainers } from '../benchmark/evidence/container-usage';
import { Warnings } from '../benchmark/evidence/warnings';
import { startProgress } from '../cli/progress';
import type { ByPart } from '../results/scale-result';
import { allContainers, type ClusterPlan } from '../topology/plan';
import { sleep } from '../words/clock';
import { eachPart, partOf } from './demand';

/** Time for what making it has stirred up, ms. */
const SETTLE_MS = 5000;

/** How long a cluster is watched, ms. */
const WATCH_MS = 15_000;

/** Cores that a cluster keeps busy while nobody asks it for anything, by part. */
export async function usageAtRest(
  docker: Docker,
  plan: ClusterPlan,
  signal: AbortSignal,
): Promise<ByPart> {
  const progress = startProgress(`watch ${plan.stack} at rest`);
  await sleep(SETTLE_MS, signal);
  const usage = watchContainers(docker, allContainers(plan), new Warnings());
  const fromMs = Date.now();
  await sleep(WATCH_MS, signal);
  usage.stop();
  const span = { fromMs, toMs: Date.now() };
  const cores = [...usage.frames].flatMap(([name, frames]) => {
    const summary = summariseContainer(name, frames, span);
    return summary === undefined ? [] : [{ name, cores: summary.cpu_pct / 100 }];
  });
  const atRest = eachPart((part) =>
    cores.reduce((sum, one) => sum + (partOf(one.name) === part ? one.cores : 0), 0),
  );
  const all = cores.reduce((sum, one) => sum + one.cores, 0);
  progress.done(`${all.toFixed(2)} of a core`);
  return atRest;
}
