import type { Side } from '../../compare/side';
import { simulatedSides } from '../../tests/example-series';
import { parseClusterConfig, type RawConfig } from '../../topology/config/config';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import type { Check } from '../check/check-file';
import { profileOf } from '../schema.fixture';
import type { OwnWorkload } from '../workload/workload-file';
import type { Findings } from './make-verdict';
import { REPLAY_NAME } from './replay';

/** A cluster plan of engine native. */
export const clusterOf = (stack: string, workers: number, raw: RawConfig = {}): ClusterPlan =>
  planCluster(parseClusterConfig(stack, { engine: 'native', 'workers.count': workers, ...raw }));

/** Findings of a server beside three workers whose runs never were. @param slowdown of the workers */
export function findingsOf(
  slowdown: number,
  { seed = 1, rounds = 6, ...changed }: Partial<Findings> & { seed?: number; rounds?: number } = {},
): Findings {
  const plans = [clusterOf('single', 0), clusterOf('native', 3)];
  const sides = simulatedSides(seed, rounds, slowdown).map((side, i) =>
    replaying(side, plans[i]?.stack ?? ''),
  );
  const names = sides[0]?.runs[0]?.metrics.queries.map(({ name }) => name) ?? [];
  const workload = workloadOf(names);
  return {
    profile: profileOf({ orders: { columns: ['id'], rows: 1000 } }),
    advice: { verdict: 'shard', because: ['statements keep 2 CPUs busy', 'by tenant_id'] },
    copy: {
      ...{ format: 1, source: 'app@db:5432/shop', at: NOW, proposal: 1, sample: null, masked: [] },
      tables: [{ name: 'public.orders', rows: 1000, bytes: 40_000, hash: '' }],
      ...{ ms: 1, stacks: [] },
    },
    check: checkOf(workload),
    ...{ workload, plans, sides, ...changed },
  };
}

const NOW = '2026-11-28T10:00:00.000Z';

function replaying({ runs }: Side, label: string): Side {
  return {
    label,
    runs: runs.map((run) => ({
      ...run,
      metrics: {
        ...run.metrics,
        ...{ scenario: REPLAY_NAME, stack: label, tag: `turns-${label}` },
        queries: run.metrics.queries.map((query) => ({
          ...query,
          latency_ms: { ...query.latency_ms, avg: 1.2 * (query.latency_ms.p50 ?? 0) },
        })),
      },
    })),
  };
}

function workloadOf(names: readonly string[]): OwnWorkload {
  const statements = names.map((name, i) => ({
    ...{ name, id: `${i}`, sql: `SELECT ${i} FROM orders WHERE id = $1`, types: ['bigint'] },
    ...{ class: 'read' as const, routing: 'single-shard' as const, parameters: 1, fresh: [] },
    predicted: { name: 'one shard' as const, because: '' },
    ...{ isDetermined: true, hottest: null },
    ...{ weight: i + 1, share: 0.5 / names.length, undo: null },
    rowsPerCall: { recorded: 1, replayed: 1 },
  }));
  return {
    ...{ format: 1, source: 'app@db:5432/shop', statements, transactions: [], growing: [] },
    left: [{ text: 'MERGE INTO orders', why: 'MERGE', share: 0.01 }],
  };
}

/** A check by which each statement gives a row everywhere, but for those that native refuses. */
export function checkOf({ statements }: OwnWorkload, refused: readonly string[] = []): Check {
  return {
    ...{ format: 1, checkedAt: NOW },
    statements: statements.map(({ name, share, weight, predicted }) => ({
      ...{
        name,
        share,
        weight,
        predicted: predicted.name,
        isSame: !refused.includes(name),
        isDetermined: true,
      },
      answers: ['single', 'native'].map((engine) =>
        engine === 'native' && refused.includes(name)
          ? {
              ...{ engine, place: null, rows: null, hash: null },
              refused: { sqlstate: '42P10', message: 'there is no such key', remedy: 'name one' },
            }
          : { engine, place: null, rows: 1, hash: 'a', refused: null },
      ),
    })),
  };
}
