import { startProgress } from '../../cli/progress';
import { counted } from '../../words/counted';
import type { Operation } from '../../k6-scripts/lib/operation';
import { seededRandom } from '../../k6-scripts/lib/random';
import type { Settings } from '../../k6-scripts/lib/settings';
import type { StackOutputs } from '../../topology/stack-outputs';
import { sessionTarget, targetUri } from '../../topology/target';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import { allNodes } from '../../topology/plan';
import { measureFlushTime } from './flush-time';
import { readImages } from './image-ids';
import { NodeEvidence, type NodeCounters } from './node-evidence';
import { nodeSession } from './node-session';
import { explainOperations } from './plans';
import { rowsByNode } from './rows-by-node';
import { startSampler, type Sampler } from './sampler';
import type { EnvironmentDetails, NodeRows, OperationPlan } from '../../results/evidence-schema';
import { readSettings } from './server-settings';
import { summariseEvidence, type Collected, type RunEvidence } from './summarise-evidence';
import { Warnings } from './warnings';

/** What evidence is collected about. */
export interface EvidenceRequest {
  readonly outputs: StackOutputs;
  readonly settings: Settings;
  /** What the load sends. */
  readonly operations: readonly Operation[];
  /** Whether it sends values of somebody's rows: plans, which quote them, are left out then. */
  readonly hasOwnValues: boolean;
  /** Stops the run; what was collected until then is kept. */
  readonly signal: AbortSignal;
}

/** What a load tells its evidence, and gets from it. */
export interface LoadWatch {
  /** Usage by container, as it is collected; undefined where it is not. */
  readonly frames: Sampler['frames'] | undefined;
  /** To be called when the load begins, with that moment, ms since 1970. */
  readonly onStart: (atMs: number) => void;
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
 * @param load resolves when the load is over; tells the moment that it begins
 */
export async function withEvidence<T>(
  request: EvidenceRequest | undefined,
  load: (watch: LoadWatch) => Promise<T>,
): Promise<{ load: T; evidence: EvidenceOver | undefined }> {
  if (request === undefined) {
    const unwatched = { frames: undefined, onStart: () => undefined };
    return { load: await load(unwatched), evidence: undefined };
  }
  const { outputs, settings, signal } = request;
  const { plan } = outputs;
  const warnings = new Warnings();
  const docker = clusterDocker(plan);
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
    const sampler = startSampler(docker, plan, nodes, warnings);
    stops.push(() => sampler.stop());
    let startedAtMs = Date.now();
    let before: Promise<NodeCounters[]> | undefined;
    let after: Promise<NodeCounters[]> | undefined;
    const onStart = (atMs: number): void => {
      startedAtMs = atMs;
      const at = (second: number, read: () => void): void => {
        const timer = setTimeout(read, Math.max(0, atMs + second * 1000 - Date.now()));
        stops.push(() => clearTimeout(timer));
      };
      at(settings.warmupS, () => (before = readAll(false)));
      at(settings.warmupS + settings.durationS, () => (after = readAll(true)));
    };
    const result = await load({ frames: sampler.frames, onStart });
    const rows: NodeRows[] | null = signal.aborted
      ? null
      : await warnings.softly('rows by node', () => rowsByNode(outputs));
    const collected: Collected = {
      ...prepared,
      hasWorkers: plan.groups.length > 1,
      hasOwnValues: request.hasOwnValues,
      startedAtMs,
      containers: sampler.frames,
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
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all(nodes.map(({ session }) => session.close()));
  }
}

/** Plans and environment; what costs the database time is over before the load begins. */
async function prepare(
  { outputs, settings, operations, hasOwnValues, signal }: EvidenceRequest,
  nodes: readonly NodeEvidence[],
  warnings: Warnings,
): Promise<Preparation> {
  const { plan } = outputs;
  const docker = clusterDocker(plan);
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
  const plans = hasOwnValues
    ? null
    : await step('plans', () =>
        explainOperations(
          targetUri(outputs, sessionTarget(settings.to)),
          operations,
          {
            random: seededRandom(settings.seed),
            dataset: settings.dataset,
            nowMs: Date.now(),
            user: 1,
            users: 1,
          },
          warnings,
        ),
      );
  progress.done(counted(plans?.length ?? 0, 'plan'));
  return { plans, environment: { images, settings: settingsByNode, fsync_us: flushTime } };
}
