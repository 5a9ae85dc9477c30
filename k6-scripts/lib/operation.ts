import type { Random } from './random';

/** What an operation does to the data. `spatial` operations are reads on the location. */
export type OperationClass = 'read' | 'write' | 'spatial';

/** A column that the data set's table may be distributed by. */
export type DistributionColumn = 'region_code' | 'vehicle_id';

/** How many shards a statement needs: one, several, or none because it reads no distributed table. */
export type Routing = 'single-shard' | 'multi-shard' | 'none';

/** What a statement's parameter may be. */
export type Parameter = string | number | null;

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
  /** The column whose value decides the shard of a row. */
  readonly distributionColumn: DistributionColumn;
  /** Some rows that are there; empty where no operation of the scenario asks for any. */
  readonly keys: readonly RowKey[];
}

/** Where to find one row: its id, its region as an index into the regions, its vehicle. */
export type RowKey = readonly [id: number, region: number, vehicle: number];

/**
 * One statement, ready to send. Two kinds are sent in a way of their own, by the project's k6 alone:
 * `COPY … FROM STDIN` takes its data as its only parameter, and `BEGIN; …; COMMIT` without
 * parameters goes as one message.
 */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** How many rows it must return, or change: least and most. Anything else is an error. */
  readonly rows: readonly [least: number, most: number];
  /** Told once the server has answered as it must; never for a statement that failed. */
  readonly succeeded?: () => void;
  /** Statements of the same operation that follow it; its latency is that of all. */
  readonly next?: readonly Statement[];
  /** Sent once all have succeeded, and not measured: has the data be as before. */
  readonly undo?: readonly Statement[];
}

/** The first statement of a transaction of some. */
export function transaction(statements: readonly Statement[]): Statement {
  const command = (sql: string): Statement => ({ sql, parameters: [], rows: [0, 0] });
  return { ...command('BEGIN'), next: [...statements, command('COMMIT')] };
}

/** A statement and those that follow it. */
export function allOf(statement: Statement): readonly Statement[] {
  return [statement, ...(statement.next ?? [])];
}

/** What a statement is made from. */
export interface StatementContext {
  readonly random: Random;
  readonly dataset: Dataset;
  /** Wall-clock time, ms since 1970. May be read only when it is asked for. */
  readonly nowMs: number;
  /** Number of the virtual user, from 1; no two of a run have the same. */
  readonly user: number;
  /** Virtual users of the run. */
  readonly users: number;
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
  /** How many shards it needs, where that depends on it as a function of the distribution column. */
  readonly routing: Routing | ((distributionColumn: DistributionColumn) => Routing);
  /** Whether it takes rows from `dataset.keys`; the runner fetches some for the scenario then. */
  readonly usesKeys?: true;
  /** Makes the next statement, or the first of several; pure but for the random source. */
  statement(context: StatementContext): Statement;
}

/** Routing of a statement that holds the given columns at one value each, and no others. */
export function singleShardBy(
  ...columns: readonly DistributionColumn[]
): (distributionColumn: DistributionColumn) => Routing {
  return (column) => (columns.includes(column) ? 'single-shard' : 'multi-shard');
}

/** The shards that an operation needs, given the column that the table is distributed by. */
export function routingOf({ routing }: Operation, distributionColumn: DistributionColumn): Routing {
  return typeof routing === 'function' ? routing(distributionColumn) : routing;
}
