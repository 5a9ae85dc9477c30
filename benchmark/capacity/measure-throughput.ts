import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOutputs } from '../../topology/stack-outputs';
import { bench } from '../bench';
import type { RunResult } from '../run';
import { THIS_MACHINE } from '../generator/k6-processes';
import type { LoadGenerator } from '../generator/load-generator';

/** A closed-model run of which nothing but the throughput is kept. */
export interface ThroughputRun {
  readonly stack: string;
  readonly outputs: StackOutputs;
  readonly loadGenerator: LoadGenerator;
  readonly scenario: string;
  readonly vus: number;
  readonly durationS: number;
  readonly warmupS: number;
  /** Whether what the servers do is collected meanwhile. */
  readonly evidence: boolean;
  /** Stops the run. */
  readonly signal: AbortSignal;
}

/**
 * Runs a scenario once and forgets the results.
 *
 * @returns statements a second; NaN where it was stopped before anything was measured
 * @throws UserError as {@link bench}
 */
export async function measureThroughput(run: ThroughputRun): Promise<number> {
  return lookAtRun(run, (result) =>
    Promise.resolve(result?.metrics.throughput_ops_sec.total ?? NaN),
  );
}

/**
 * Runs a scenario once and forgets the results after a look at them.
 *
 * @param look gets undefined where it was stopped before anything was measured
 * @throws UserError as {@link bench}
 */
export async function lookAtRun<T>(
  run: ThroughputRun,
  look: (result: RunResult | undefined) => Promise<T>,
): Promise<T> {
  const { stack, outputs, loadGenerator, scenario, vus, durationS, warmupS, evidence } = run;
  const resultsFolder = await mkdtemp(join(tmpdir(), 'citus-cluster-throughput-'));
  try {
    const [result] = await bench(
      {
        ...{ stack, stacks: [stack], scenario, scenariosFolder: null },
        ...{ load: { model: 'closed', vus }, capacityShare: null, capacitySearch: null },
        ...{ durationS, warmupS, spawnRatePerS: 0, repeat: 1, evidence, resultsFolder },
        readRatio: 80,
        profile: 'none',
        to: 'write',
        statementTimeoutMs: 60_000,
        seed: 1,
        tag: null,
        failIf: [],
        generators: { hosts: [THIS_MACHINE], segments: 1 },
        serverAddress: null,
      },
      {
        outputs: () => Promise.resolve(outputs),
        loadGenerator: () => Promise.resolve(loadGenerator),
        toolVersion: '',
        signal: run.signal,
        print: () => undefined,
      },
    );
    return await look(result);
  } finally {
    await rm(resultsFolder, { recursive: true, force: true });
  }
}
