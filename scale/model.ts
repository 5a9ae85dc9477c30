import { mean } from 'simple-statistics';
import type { ByPart, Limit, ScaleModel, ScalePoint } from '../results/scale-result';
import { demandAt, eachPart, fitDemand, PARTS } from './demand';

/** What was measured of a scenario at one size. */
export interface SizeFigures {
  readonly workers: number;
  /** Statements a second. */
  readonly throughput: number;
  /** CPU time of a statement, ms. */
  readonly cpuMs: ByPart;
  /** Cores kept busy at rest. */
  readonly atRest: ByPart;
}

/** What the clusters had. */
export interface Machines {
  /** CPUs of each worker. */
  readonly workerCpus: number;
  /** Cores of the machine that all share. */
  readonly cores: number;
}

/** Clusters that are predicted, in workers. */
const LARGER = [8, 32, 100];

/** A coordinator's CPU in that of a worker; null: each node is entered by, as Citus allows. */
const COORDINATORS = [1, 8, null];

type Demands = Pick<ScaleModel, (typeof PARTS)[number]>;

/**
 * A scenario's CPU as a model: the throughput is at most what the scarcest of the workers, the
 * coordinator, the load generator and the machine can serve, capacity by CPU time of a statement
 * (the asymptotic bound of operational analysis; Lazowska and others, Quantitative System
 * Performance, 1984, chapter 5), times the share of that bound which the measured sizes reached.
 * It knows no queues and no locks.
 *
 * @param sizes ascending by workers, at least one
 * @param fanOut whether statements go to all workers
 */
export function fitModel(
  sizes: readonly SizeFigures[],
  fanOut: boolean,
  machines: Machines,
): ScaleModel {
  const fitted = fit(sizes, fanOut, machines);
  return {
    ...fitted,
    held_back: holdBack(sizes, fanOut, machines),
    ...larger(fitted, fanOut),
  };
}

type Fit = Demands & Pick<ScaleModel, 'efficiency'>;

function fit(sizes: readonly SizeFigures[], fanOut: boolean, machines: Machines): Fit {
  const counts = sizes.map(({ workers }) => workers);
  const [worker, coordinator, other, generator] = PARTS.map((part) =>
    fitDemand(
      counts,
      sizes.map(({ cpuMs }) => cpuMs[part]),
      fanOut,
    ),
  ) as [Demands['worker'], Demands['worker'], Demands['worker'], Demands['worker']];
  const demands = { worker, coordinator, other, generator };
  const reached = sizes.map((size) => size.throughput / bound(demands, size, machines));
  return { ...demands, efficiency: mean(reached) };
}

/** The most that a size of the measured cluster can serve, statements a second. */
function bound(
  demands: Demands,
  { workers, atRest }: Pick<SizeFigures, 'workers' | 'atRest'>,
  { workerCpus, cores }: Machines,
): number {
  const ms = eachPart((part) => demandAt(demands[part], workers));
  const rest = PARTS.reduce((sum, part) => sum + atRest[part], 0);
  const all = PARTS.reduce((sum, part) => sum + ms[part], 0);
  return Math.min(rate(workers * workerCpus - atRest.worker, ms.worker), rate(cores - rest, all));
}

/** Statements a second that some cores serve. */
function rate(cores: number, ms: number): number {
  return ms === 0 ? Infinity : (1000 * Math.max(0, cores)) / ms;
}

/** How well the smaller sizes predict the largest. */
function holdBack(
  sizes: readonly SizeFigures[],
  fanOut: boolean,
  machines: Machines,
): ScaleModel['held_back'] {
  const [largest, ...smaller] = [...sizes].reverse();
  if (largest === undefined || smaller.length === 0) return null;
  const fitted = fit(smaller.reverse(), fanOut, machines);
  const predicted = fitted.efficiency * bound(fitted, largest, machines);
  const { workers, throughput: measured } = largest;
  return { workers, predicted, measured, error: predicted / measured - 1 };
}

/** Clusters of machines alike, a worker's CPU being 1. */
function larger(
  { worker, coordinator }: Demands,
  fanOut: boolean,
): Pick<ScaleModel, 'coordinator_full_at' | 'predictions'> {
  const alone = rate(1, demandAt(worker, 1));
  const prediction = (workers: number, cpu: number | null): ScaleModel['predictions'][number] => {
    const [w, c] = [demandAt(worker, workers), demandAt(coordinator, workers)];
    const byWorkers = rate(workers, cpu === null ? w + c : w);
    const byCoordinator = cpu === null ? Infinity : rate(cpu, c);
    return {
      workers,
      coordinator_cpu: cpu,
      speedup: Math.min(byWorkers, byCoordinator) / alone,
      limit: byCoordinator < byWorkers ? 'coordinator' : 'worker',
    };
  };
  return {
    coordinator_full_at: fullAt({ worker, coordinator }, fanOut),
    predictions: COORDINATORS.flatMap((cpu) => LARGER.map((workers) => prediction(workers, cpu))),
  };
}

/** The number of workers n at which n workers serve as much as one coordinator of a worker's CPU. */
function fullAt(
  { worker, coordinator }: Pick<Demands, 'worker' | 'coordinator'>,
  fanOut: boolean,
): number | null {
  if (!fanOut) return coordinator.fixed === 0 ? null : worker.fixed / coordinator.fixed;
  // n / (w + w′n) = 1 / (c + c′n), the positive root of c′n² + (c − w′)n − w.
  const [a, b, c] = [coordinator.per_worker, coordinator.fixed - worker.per_worker, -worker.fixed];
  if (a === 0) return b <= 0 ? null : -c / b;
  return (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
}

/** Share of what it may have above which a part sets the pace: the mark for load generators, too. */
const BOUND_SHARE = 0.8;

/** What set the pace: that which used most of what it may have, if it was over 80 %. */
export function bottleneckOf(use: ScalePoint['use']): Limit {
  const [busiest] = (['worker', 'machine', 'coordinator', 'generator'] as const)
    .filter((part) => use[part] > BOUND_SHARE)
    .sort((a, b) => use[b] - use[a]);
  return busiest ?? 'none';
}
