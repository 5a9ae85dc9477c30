import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOutputs } from '../stack/stack-outputs';
import { bench } from './bench';
import { THIS_MACHINE } from './k6-processes';
import type { LoadGenerator } from './load-generator';
import { runPgbench } from './pgbench';

/** What the load generator reaches beside pgbench. */
export interface Ceiling {
  readonly clients: number;
  /** Statements a second by round. */
  readonly rounds: readonly Readonly<Round>[];
  /** Median over the rounds of k6's rate divided by that of pgbench's extended protocol. */
  readonly ratio: number;
  /** The same for pgbench's prepared statements, which the driver pgx uses as well. */
  readonly ratioPrepared: number;
}

/** Statements a second of each contender. */
type Round = Record<(typeof CONTENDERS)[number], number>;

/** pgbench by protocol, and k6. */
const CONTENDERS = ['extended', 'k6', 'prepared'] as const;

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
  const rounds: Round[] = [];
  for (let number = 1; number <= options.rounds && !options.signal.aborted; number += 1) {
    const round: Round = { extended: 0, k6: 0, prepared: 0 };
    const order = number % 2 === 1 ? CONTENDERS : [...CONTENDERS].reverse();
    for (const contender of order) {
      round[contender] =
        contender === 'k6' ? await runK6(options) : await runOther(contender, options);
    }
    if (options.signal.aborted) break;
    rounds.push(round);
    options.print(describeRound(number, round));
  }
  const ratio = (to: 'extended' | 'prepared'): number =>
    median(rounds.map((round) => round.k6 / round[to]));
  return {
    clients: options.clients,
    rounds,
    ratio: ratio('extended'),
    ratioPrepared: ratio('prepared'),
  };
}

function describeRound(number: number, { k6, extended, prepared }: Round): string {
  const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`;
  return `round ${number}: pgbench ${perSecond(extended)} extended, ${perSecond(prepared)} prepared; k6 ${perSecond(k6)}, ratio ${(k6 / extended).toFixed(2)}`;
}

function runOther(protocol: 'extended' | 'prepared', options: CeilingOptions): Promise<number> {
  const { outputs, clients, durationS } = options;
  return runPgbench({
    uri: outputs.connections.write,
    image: outputs.plan.images.database.name,
    ...{ clients, durationS, protocol },
  });
}

async function runK6(options: CeilingOptions): Promise<number> {
  const resultsFolder = await mkdtemp(join(tmpdir(), 'citus-cluster-ceiling-'));
  try {
    const [result] = await bench(
      {
        stack: options.stack,
        stacks: [options.stack],
        scenario: 'ceiling',
        scenariosFolder: null,
        capacityShare: null,
        capacitySearch: null,
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
        failIf: [],
        evidence: false,
        resultsFolder,
        generators: { hosts: [THIS_MACHINE], segments: 1 },
        serverAddress: null,
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
