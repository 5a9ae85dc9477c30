/** Rows of one shard, or of a table that is not sharded, as they were at a restore point. */
export interface ProvedRows {
  /** The table as the coordinator writes it: `orders`. */
  readonly table: string;
  /** The shard as its node writes it: `public.orders_102008`. */
  readonly shard: string;
  /** Name of the group that holds it. */
  readonly group: string;
  /** Pages from its first one on whose rows were read; null for all there are. */
  readonly pages: number | null;
  readonly rows: number;
  /** {@link RowHash}, 16 hexadecimal digits. */
  readonly hash: string;
}

/** What a cluster held at a restore point, the file of {@link rowsFileOf} in the catalogue. */
export interface RowProof {
  readonly version: 1;
  /** Name and moment of the point, ms since the Unix epoch. */
  readonly point: string;
  readonly at: number;
  readonly rows: readonly ProvedRows[];
  /** Shards that were left out, as there was no time for them. */
  readonly left: number;
}

/** Rows, and the sum of their hashes modulo 2^64: the same in whatever order they are read. */
export interface RowHash {
  readonly rows: number;
  readonly sum: bigint;
}

/** Of no row. */
export const NO_ROWS: RowHash = { rows: 0, sum: 0n };

/** The hash of what two of them are of. */
export function addHashes(one: RowHash, other: RowHash): RowHash {
  return { rows: one.rows + other.rows, sum: BigInt.asUintN(64, one.sum + other.sum) };
}

/** 16 hexadecimal digits. */
export function hashText({ sum }: RowHash): string {
  return BigInt.asUintN(64, sum).toString(16).padStart(16, '0');
}

/** Name of the file with the rows of a point: `rows-point-20261127t221500z-5c1e.json`. */
export function rowsFileOf(point: string): string {
  return `rows-${point.toLowerCase()}.json`;
}

const ROWS_FILE = /^rows-point-(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-[0-9a-f]+\.json$/;

/** When the point was taken that a file has the rows of, ms; undefined for another file. */
export function rowsFileTime(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] = ROWS_FILE.exec(name) ?? [];
  if (year === undefined) return undefined;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Whether all rows of all shards are in it. */
export function isWhole({ rows, left }: RowProof): boolean {
  return left === 0 && rows.every(({ pages }) => pages === null);
}

/** How many rows are in it, and of what: `1,000,000 rows of 12 shards`, with what it lacks. */
export function proofText(proof: RowProof): string {
  const count = proof.rows.reduce((sum, { rows }) => sum + rows, 0);
  const shards = `${proof.rows.length} shard${proof.rows.length === 1 ? '' : 's'}`;
  const parts = proof.rows.filter(({ pages }) => pages !== null).length;
  return [
    `${count.toLocaleString('en-US')} rows of ${shards}`,
    ...(parts > 0 ? [`of ${parts} of them the first pages alone`] : []),
    ...(proof.left > 0 ? [`${proof.left} left out`] : []),
  ].join(', ');
}
