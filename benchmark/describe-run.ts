import type { Settings } from '../k6-scripts/lib/settings';
import { PROTOCOLS } from './generator/driver';
import { gitCommit } from '../results/environment';
import type { BenchOptions } from './options/bench-options';
import type { RunContext } from './run-context';

/** A run as it was asked for: the part of its metrics that no figure is in. */
export async function describeRun(
  options: BenchOptions,
  { environment, k6, series, source, toolVersion }: RunContext,
  settings: Settings,
) {
  const { load, thinkTimeS } = settings;
  return {
    schema_version: 1 as const,
    series_id: series.id,
    repeat_index: series.index,
    stack: options.stack,
    scenario: source.name,
    profile: options.profile,
    tag: options.tag,
    tool: {
      version: toolVersion,
      git_sha: await gitCommit(),
      k6: k6.version,
      driver: k6.driver,
      protocol: PROTOCOLS[k6.driver].description,
    },
    load: {
      model: load.model,
      vus: load.vus,
      target_rate: load.model === 'open' ? load.ratePerS : null,
      think_time_ms:
        thinkTimeS === null
          ? null
          : ([thinkTimeS[0] * 1000, thinkTimeS[1] * 1000] as [number, number]),
      warmup_s: settings.warmupS,
      duration_s: settings.durationS,
      read_ratio: settings.readRatio,
      to: options.to,
      statement_timeout_ms: settings.statementTimeoutMs,
      seed: settings.seed,
      processes: settings.parts,
    },
    environment,
  };
}
