import type { Random } from './random';

/** What an operation does to the data. `spatial` operations are reads on the location. */
export type OperationClass = 'read' | 'write' | 'spatial';

/** What a statement's parameter may be. */
export type Parameter = string | number;

/** The data that operations draw their parameters from. */
export interface Dataset {
  /** Every region code. */
  readonly regions: readonly string[];
  /** Vehicles are numbered from 1 to this. */
  readonly vehicles: number;
  /** Where the points lie, degrees. */
  readonly area: {
    readonly west: number;
    readonly south: number;
    readonly east: number;
    readonly north: number;
  };
}

/** One statement, ready to send. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** How many rows it must return, or change: least and most. Anything else is an error. */
  readonly rows: readonly [least: number, most: number];
}

/** What a statement is made from. */
export interface StatementContext {
  readonly random: Random;
  readonly dataset: Dataset;
  /** Wall-clock time, ms since 1970. May be read only when it is asked for. */
  readonly nowMs: number;
}

/** One kind of statement that a benchmark sends: the unit that results are counted by. */
export interface Operation {
  /** Unique name, in snake case. */
  readonly name: string;
  readonly class: OperationClass;
  /** One line for reports. */
  readonly description: string;
  /** Network round trips that one execution takes. */
  readonly roundTrips: number;
  /** Makes the next statement; pure but for the random source. */
  statement(context: StatementContext): Statement;
}
