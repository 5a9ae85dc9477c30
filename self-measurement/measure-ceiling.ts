import { median } from 'simple-statistics';
import { UserError } from '../words/user-error';
import type { StackOutputs } from '../topology/stack-outputs';
import type { LoadGenerator } from '../benchmark/generator/load-generator';
import { measureThroughput } from '../benchmark/capacity/measure-throughput';
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
 *
 * @throws UserError if it is stopped before a round is complete
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
  if (rounds.length === 0) throw new UserError('stopped before a round was complete');
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
    caCertificate: outputs.caCertificate,
    ...{ clients, durationS, protocol },
  });
}

function runK6(options: CeilingOptions): Promise<number> {
  const { stack, outputs, loadGenerator, clients: vus, durationS, signal } = options;
  return measureThroughput({
    ...{ stack, outputs, loadGenerator, scenario: 'ceiling', vus, durationS, signal },
    warmupS: 1,
    evidence: false,
  });
}
