import { version } from '../package.json';
import { describeTopology, gitCommit } from '../results/environment';
import type { Metrics } from '../results/metrics';
import { runId } from '../results/results-folder';
import { scaleSchema, type ScaleResult } from '../results/scale-result';
import { workersText } from '../results/scale-table';
import { planCluster } from '../topology/plan-cluster';
import { PARTS } from './demand';
import { scaleCurve, type MeasuredSize } from './curve';
import type { Machines } from './model';
import { NODE_MEMORY, sizeConfig, type ScaleSetting } from './stack-config';

/** CPUs that other programs may take before that is told. */
const OTHERS_CPUS = 0.1;

/** The document of a curve from what was measured. */
export async function scaleResult(
  sizes: readonly MeasuredSize[],
  asked: {
    readonly workerCpus: number | undefined;
    readonly scenarios: readonly string[];
    readonly rounds: number;
    readonly like: string;
  },
  setting: ScaleSetting,
  machines: Machines,
  startedAt: Date,
): Promise<ScaleResult> {
  const { workerCpus, cores } = machines;
  const curves = asked.scenarios.map((scenario) => scaleCurve(scenario, sizes, machines));
  const { environment, load } = firstRun(sizes);
  const { host_cpu, memory_bytes, pg, citus, engine, regions } = environment;
  const { vus, warmup_s, duration_s } = load;
  return scaleSchema.parse({
    schema_version: 1,
    run_id: runId(startedAt, 'scale'),
    timestamp: startedAt.toISOString(),
    like: asked.like,
    engine,
    tool: { version, git_sha: await gitCommit() },
    environment: {
      ...{ host_cpu, cores, memory_bytes, pg, citus },
      topology: describeTopology(planCluster(sizeConfig(sizes[0]?.workers ?? 1, setting))),
    },
    limits: {
      worker_cpus: workerCpus,
      worker_cpus_asked: asked.workerCpus !== undefined,
      worker_memory_mib: NODE_MEMORY.worker,
      coordinator_memory_mib: NODE_MEMORY.coordinator,
    },
    load: { vus, warmup_s, duration_s, rounds: asked.rounds },
    dataset: { rows: setting.rows, regions, shard_count: setting.shards },
    sizes: sizes.map(({ workers, stack, up_ms, atRest }) => ({
      ...{ workers, stack, up_ms, at_rest: atRest },
    })),
    curves,
    warnings: warningsFor(curves, cores),
  } satisfies ScaleResult);
}

function firstRun(sizes: readonly MeasuredSize[]): Metrics {
  const [run] = sizes.flatMap(({ runs }) => [...runs.values()].flat());
  if (run === undefined) throw new Error('a curve has runs');
  return run.metrics;
}

/** What a reader must know of the figures, a sentence each. */
export function warningsFor(curves: ScaleResult['curves'], cores: number): string[] {
  return curves.flatMap(({ scenario, points }) =>
    points.flatMap(({ workers, errors, cpu, use }) => {
      const at = `${scenario} at ${workersText(workers)}`;
      const others = use.machine * cores - PARTS.reduce((sum, part) => sum + cpu[part], 0);
      return [
        ...(errors > 0 ? [`${at}: ${errors} statements failed.`] : []),
        ...(others > OTHERS_CPUS
          ? [
              `${at}: other programs of the machine took ${others.toFixed(2)} of its ${cores} cores.`,
            ]
          : []),
      ];
    }),
  );
}
