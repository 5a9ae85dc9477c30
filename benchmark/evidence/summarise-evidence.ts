import type { ContainerFrame } from './container-frame';
import { containerSeries, summariseContainer } from './container-series';
import type { NodeCounters, NodeSample } from './node-evidence';
import { planRouting, routingDifference } from './routing';
import type {
  ContainerSeries,
  EnvironmentDetails,
  NodeRows,
  OperationPlan,
  ServerEvidence,
} from '../../results/evidence-schema';
import { statementDifference } from './statement-statistics';
import { summariseWaits } from './wait-events';
import { walDifference } from './wal-and-checkpoints';

/** All that was collected around one load. */
export interface Collected {
  /** When the load started, ms since 1970. */
  readonly startedAtMs: number;
  readonly plans: OperationPlan[] | null;
  /** Whether the cluster has worker groups. */
  readonly hasWorkers: boolean;
  /** Whether statements may hold values of somebody's rows. */
  readonly hasOwnValues: boolean;
  readonly environment: EnvironmentDetails;
  readonly containers: ReadonlyMap<string, readonly ContainerFrame[]>;
  readonly nodes: readonly { readonly name: string; readonly samples: readonly NodeSample[] }[];
  /** In the order of the nodes; empty if the measured time did not begin. */
  readonly before: readonly NodeCounters[];
  readonly after: readonly NodeCounters[];
  readonly rows: NodeRows[] | null;
}

/** A run's evidence as its files hold it. */
export interface RunEvidence {
  readonly server: ServerEvidence;
  readonly environment: EnvironmentDetails;
  readonly containers: ContainerSeries[];
  readonly plans: OperationPlan[];
}

/**
 * Cuts what was collected to the measured time and sums it up.
 *
 * @param window seconds of the run, `to` excluded
 */
export function summariseEvidence(
  collected: Collected,
  window: { readonly from: number; readonly to: number },
  warnings: readonly string[],
): RunEvidence {
  const { startedAtMs, plans, environment, rows } = collected;
  const span = {
    fromMs: startedAtMs + window.from * 1000,
    toMs: startedAtMs + window.to * 1000,
  };
  const nodes = collected.nodes.map(({ name, samples }, i) => ({
    name,
    samples: samples.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs),
    before: collected.before[i],
    after: collected.after[i],
  }));
  const wereRead = collected.before.length > 0;
  const containers = [...collected.containers].flatMap(
    ([name, frames]) => summariseContainer(name, frames, span) ?? [],
  );

  const statements = nodes.flatMap(({ name, before, after }) => {
    if (!before?.statements || !after?.statements) return [];
    const top = statementDifference(before.statements, after.statements, {
      hasNumbers: !collected.hasOwnValues,
    });
    return top.length === 0 ? [] : [{ node: name, statements: top }];
  });
  const wal = nodes.flatMap(({ name, samples, before, after }) => {
    if (!before?.wal || !after?.wal || (before.wal.in_recovery && after.wal.in_recovery)) return [];
    const lag = samples.map((sample) => sample.lag);
    return [walDifference(name, before.wal, after.wal, lag)];
  });
  const routing = nodes.flatMap(({ name, before, after }) => {
    if (!before?.routing || !after?.routing) return [];
    const counts = routingDifference(name, before.routing, after.routing);
    return counts.single_shard + counts.multi_shard + counts.connections_reused > 0 ? [counts] : [];
  });
  const waits = nodes.flatMap(({ name, samples }) =>
    samples.length === 0
      ? []
      : [
          summariseWaits(
            name,
            samples.map((sample) => sample.waits),
          ),
        ],
  );

  const known = <T>(list: T[], isKnown: boolean): T[] | null => (isKnown ? list : null);
  const anyOf = (part: keyof NodeCounters): boolean =>
    wereRead && nodes.some(({ before, after }) => before?.[part] && after?.[part]);
  return {
    server: {
      containers: known(containers, containers.length > 0),
      statements: known(statements, anyOf('statements')),
      wait_events: known(waits, waits.length > 0),
      wal: known(wal, anyOf('wal')),
      routing: {
        nodes: known(routing, anyOf('routing')),
        operations: plans?.map((plan) => planRouting(plan, collected.hasWorkers)) ?? null,
      },
      rows_by_node: rows,
      warnings: [...warnings],
    },
    environment,
    containers: [...collected.containers].map(([name, frames]) =>
      containerSeries(name, frames, span),
    ),
    plans: plans ?? [],
  };
}
