import { sleep } from '../words/clock';
import { UserError } from '../words/user-error';
import { dockerClient, isLocalEngine } from '../toolchain/docker/docker-client';
import { allNodes } from '../topology/plan';
import { readTimeseries } from '../compare/find-runs';
import { NodeEvidence } from '../benchmark/evidence/node-evidence';
import { nodeSession } from '../benchmark/evidence/node-session';
import { startSampler } from '../benchmark/evidence/sampler';
import { SAMPLE_INTERVAL_MS } from '../benchmark/evidence/sampling';
import { Warnings } from '../benchmark/evidence/warnings';
import { lookAtRun, type ThroughputRun } from '../benchmark/capacity/measure-throughput';
import { readCpu } from './cpu-reading';
import { servingProcesses } from './serving-processes';
import {
  BLOCKS,
  isOnIn,
  summariseCost,
  type Block,
  type EvidenceCost,
  type RunSeconds,
} from './summarise-cost';

/** How the cost is measured. */
export interface EvidenceCostOptions extends Omit<
  ThroughputRun,
  'warmupS' | 'durationS' | 'evidence'
> {
  /** Of {@link BLOCKS} blocks each. */
  readonly rounds: number;
  readonly blockS: number;
}

/**
 * Looks a second while collectors work, instead of one: what a look takes shows above what else the
 * machine does.
 */
const HURRY = 20;

/** Before the first block: sessions are open and the load is at its pace then. */
const WARMUP_S = 5;

/**
 * Runs a scenario once and has the collectors work and rest in turns meanwhile, for a few seconds
 * each, so that whatever else the machine does befalls both. They work at {@link HURRY} times their
 * pace, and the cost is counted down to one look a second.
 *
 * @throws UserError where the engine is elsewhere, or if it is stopped before a round is complete
 */
export async function measureEvidence(options: EvidenceCostOptions): Promise<EvidenceCost> {
  if (!isLocalEngine()) {
    throw new UserError(
      'the Docker engine is on another machine, whose processes are not to be seen here',
      'measure it there',
    );
  }
  const { plan, monitorConnection } = options.outputs;
  const docker = dockerClient();
  const warnings = new Warnings();
  const nodes = allNodes(plan).map(
    (node) =>
      new NodeEvidence(nodeSession(docker, node, monitorConnection), plan.engine, true, warnings),
  );
  let on = false;
  const pace = { isOn: () => on, intervalMs: SAMPLE_INTERVAL_MS / HURRY };
  const sampler = startSampler(docker, plan, nodes, warnings, pace);
  // Every container is looked at as often.
  const looks = (): number => Math.max(...[...sampler.frames.values()].map((of) => of.length));
  try {
    const serving = await servingProcesses(docker, nodes);
    const over = new AbortController();
    const [blocks, seconds] = await Promise.all([
      alternate(options, AbortSignal.any([options.signal, over.signal]), serving, looks, (next) => {
        on = next;
      }),
      runLoad(options).finally(() => {
        over.abort();
      }),
    ]);
    if (blocks.length < BLOCKS || seconds === undefined) {
      throw new UserError('stopped before a round was complete');
    }
    const [trouble] = warnings.lines;
    if (trouble !== undefined) throw new UserError(`not everything was collected: ${trouble}`);
    return summariseCost(blocks, seconds);
  } finally {
    await sampler.stop();
    await Promise.all(nodes.map(({ session }) => session.close()));
  }
}

/** Has the collectors work and rest, and reads the CPU time at each change. */
async function alternate(
  { rounds, blockS }: EvidenceCostOptions,
  signal: AbortSignal,
  serving: readonly number[],
  looks: () => number,
  turn: (on: boolean) => void,
): Promise<Block[]> {
  const blocks: Block[] = [];
  await sleep(WARMUP_S * 1000, signal);
  for (let number = 0; number < rounds * BLOCKS && !signal.aborted; number += 1) {
    const on = isOnIn(number);
    turn(on);
    const [fromMs, before, seen] = [Date.now(), readCpu(serving), looks()];
    await sleep(blockS * 1000, signal);
    if (!signal.aborted) {
      const after = readCpu(serving);
      blocks.push({ on, fromMs, toMs: Date.now(), before, after, looks: looks() - seen });
    }
  }
  turn(false);
  return blocks;
}

/** The load, a little longer than all blocks; undefined where it was stopped at its begin. */
function runLoad(options: EvidenceCostOptions): Promise<RunSeconds | undefined> {
  const { rounds, blockS } = options;
  const durationS = WARMUP_S + rounds * BLOCKS * blockS + 2;
  return lookAtRun({ ...options, durationS, warmupS: 1, evidence: false }, async (result) => {
    if (result === undefined) return undefined;
    const series = await readTimeseries(result.folder);
    return {
      startMs: Date.parse(result.metrics.timestamp),
      counts: (series?.seconds ?? []).map(({ ops }) => ops.read + ops.write),
    };
  });
}
