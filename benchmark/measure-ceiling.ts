import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOutputs } from '../stack/stack-outputs';
import { bench } from './bench';
import type { LoadGenerator } from './load-generator';
import { runPgbench } from './pgbench';

/** What the load generator reaches beside pgbench. */
export interface Ceiling {
  readonly clients: number;
  /** Statements a second by round. */
  readonly rounds: readonly { readonly pgbench: number; readonly k6: number }[];
  /** Median over the rounds of k6's rate divided by pgbench's of the same round. */
  readonly ratio: number;
}

/** How the ceiling is measured. */
export interface CeilingOptions {
  readonly stack: string;
  readonly outputs: StackOutputs;
  readonly loadGenerator: LoadGenerator;
  readonly clients: number;
  /** Of each measurement, s. */
  readonly durationS: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** Takes a line a measurement. */
  readonly print: (text: string) => void;
}

/**
 * Measures a one-parameter select through the load balancer with k6 and with pgbench in turns, so
 * that whatever else the machine does befalls both. The first of a round alternates.
 */
export async function measureCeiling(options: CeilingOptions): Promise<Ceiling> {
  const { clients, durationS, outputs, print } = options;
  const rounds: { pgbench: number; k6: number }[] = [];
  for (let round = 1; round <= options.rounds && !options.signal.aborted; round += 1) {
    const measured = { pgbench: 0, k6: 0 };
    const order = round % 2 === 1 ? (['pgbench', 'k6'] as const) : (['k6', 'pgbench'] as const);
    for (const tool of order) {
      measured[tool] =
        tool === 'k6'
          ? await runK6(options)
          : await runPgbench({
              uri: outputs.connections.write,
              clients,
              durationS,
              image: outputs.plan.images.database.name,
            });
    }
    rounds.push(measured);
    print(
      `round ${round}: pgbench ${perSecond(measured.pgbench)}, k6 ${perSecond(measured.k6)}, ratio ${(measured.k6 / measured.pgbench).toFixed(2)}`,
    );
  }
  return { clients, rounds, ratio: median(rounds.map(({ k6, pgbench }) => k6 / pgbench)) };
}

async function runK6(options: CeilingOptions): Promise<number> {
  const resultsFolder = await mkdtemp(join(tmpdir(), 'citus-cluster-ceiling-'));
  try {
    const [result] = await bench(
      {
        stack: options.stack,
        scenario: 'ceiling',
        load: { model: 'closed', vus: options.clients },
        durationS: options.durationS,
        warmupS: 1,
        spawnRatePerS: 0,
        readRatio: 100,
        profile: 'none',
        to: 'write',
        statementTimeoutMs: 10_000,
        seed: 1,
        tag: null,
        repeat: 1,
        resultsFolder,
      },
      {
        outputs: () => Promise.resolve(options.outputs),
        loadGenerator: () => Promise.resolve(options.loadGenerator),
        toolVersion: '',
        signal: options.signal,
        print: () => undefined,
      },
    );
    return result?.metrics.throughput_ops_sec.total ?? 0;
  } finally {
    await rm(resultsFolder, { recursive: true, force: true });
  }
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}
