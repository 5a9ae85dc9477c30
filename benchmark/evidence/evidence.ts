import { startProgress } from '../../cli/progress';
import type { Operation } from '../../k6-scripts/lib/operation';
import { seededRandom } from '../../k6-scripts/lib/random';
import type { Settings } from '../../k6-scripts/lib/settings';
import type { StackOutputs } from '../../stack/stack-outputs';
import { dockerClient } from '../../toolchain/docker-client';
import { allContainers, allNodes } from '../../topology/plan';
import { watchContainers, type ContainerUsage } from './container-usage';
import { measureFlushTime } from './flush-time';
import { readImages } from './image-ids';
import { NodeEvidence, type NodeCounters } from './node-evidence';
import { nodeSession } from './node-session';
import { explainOperations } from './plans';
import { rowsByNode } from './rows-by-node';
import { sampleEverySecond } from './sampling';
import type { EnvironmentDetails, NodeRows, OperationPlan } from './schema';
import { readSettings } from './server-settings';
import { summariseEvidence, type Collected, type RunEvidence } from './summarise-evidence';
import { Warnings } from './warnings';

/** What evidence is collected about. */
export interface EvidenceRequest {
  readonly outputs: StackOutputs;
  readonly settings: Settings;
  /** What the load sends. */
  readonly operations: readonly Operation[];
  /** Stops the run; what was collected until then is kept. */
  readonly signal: AbortSignal;
}

/** The evidence of one run, by the measured time: seconds of the run, `to` excluded. */
export type EvidenceOver = (window: { from: number; to: number }) => RunEvidence;

/** What is found out before the load. */
interface Preparation {
  readonly plans: OperationPlan[] | null;
  readonly environment: EnvironmentDetails;
}

/**
 * Runs a load and collects what the servers do meanwhile: plans and the environment before it,
 * usage and samples during it, counters at both ends of the measured time. What can't be collected
 * leaves a warning in the evidence and never fails the run.
 *
 * @param request undefined for a load without evidence
 * @param load resolves when the load is over; gets the usage of the containers as it is collected
 */
export async function withEvidence<T>(
  request: EvidenceRequest | undefined,
  load: (frames: ContainerUsage['frames'] | undefined) => Promise<T>,
): Promise<{ load: T; evidence: EvidenceOver | undefined }> {
  if (request === undefined) return { load: await load(undefined), evidence: undefined };
  const { outputs, settings, signal } = request;
  const { plan } = outputs;
  const warnings = new Warnings();
  const docker = dockerClient();
  const nodes = allNodes(plan).map(
    (node) =>
      new NodeEvidence(
        nodeSession(docker, node, outputs.monitorConnection),
        plan.engine,
        settings.to !== 'write',
        warnings,
      ),
  );
  const readAll = (withTexts: boolean): Promise<NodeCounters[]> =>
    Promise.all(nodes.map((node) => node.counters(withTexts)));
  const stops: (() => unknown)[] = [];
  try {
    const prepared = await prepare(request, nodes, warnings);
    const usage = watchContainers(docker, allContainers(plan), warnings);
    stops.push(() => usage.stop());
    for (const node of nodes) {
      const sampling = sampleEverySecond(() => node.sample());
      stops.push(() => sampling.stop());
    }
    const startedAtMs = Date.now();
    let before: Promise<NodeCounters[]> | undefined;
    let after: Promise<NodeCounters[]> | undefined;
    const begin = setTimeout(() => (before = readAll(false)), settings.warmupS * 1000);
    const end = setTimeout(
      () => (after = readAll(true)),
      (settings.warmupS + settings.durationS) * 1000,
    );
    stops.push(
      () => clearTimeout(begin),
      () => clearTimeout(end),
    );
    const result = await load(usage.frames);
    const rows: NodeRows[] | null = signal.aborted
      ? null
      : await warnings.softly('rows by node', () => rowsByNode(outputs));
    const collected: Collected = {
      ...prepared,
      hasWorkers: plan.groups.length > 1,
      startedAtMs,
      containers: usage.frames,
      nodes,
      before: (await before) ?? [],
      after: await (after ?? readAll(true)),
      rows,
    };
    return {
      load: result,
      evidence: (window) => summariseEvidence(collected, window, warnings.lines),
    };
  } finally {
    for (const stop of stops) void stop();
    await Promise.all(nodes.map(({ session }) => session.close()));
  }
}

/** Plans and environment; what costs the database time is over before the load begins. */
async function prepare(
  { outputs, settings, operations, signal }: EvidenceRequest,
  nodes: readonly NodeEvidence[],
  warnings: Warnings,
): Promise<Preparation> {
  const { plan, connections } = outputs;
  const docker = dockerClient();
  const progress = startProgress('evidence');
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    if (signal.aborted) return null;
    progress.update(what);
    return warnings.softly(what, work);
  };
  const images = await step('images', () => readImages(docker, plan));
  const examined = [0, 1].flatMap(
    (group) => nodes.find(({ session }) => session.node.group === group) ?? [],
  );
  const settingsByNode = await step('settings', () =>
    Promise.all(
      examined.map(async ({ name, session }) => ({
        node: name,
        settings: await readSettings(session),
      })),
    ),
  );
  const [coordinator] = nodes;
  const flushTime =
    coordinator === undefined
      ? null
      : await step('flush time', () =>
          measureFlushTime(docker, coordinator.session.node.container),
        );
  const plans = await step('plans', () =>
    explainOperations(
      settings.to === 'any' ? connections.anyNode : connections.write,
      operations,
      {
        random: seededRandom(settings.seed),
        dataset: settings.dataset,
        nowMs: Date.now(),
        user: 1,
      },
      warnings,
    ),
  );
  const explained = plans?.length ?? 0;
  progress.done(`${explained} plan${explained === 1 ? '' : 's'}`);
  return { plans, environment: { images, settings: settingsByNode, fsync_us: flushTime } };
}
