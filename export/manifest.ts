import { z } from 'zod';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';

/** Its file. It is written last: a place without it holds no export. */
export const MANIFEST_FILE = 'manifest.json';

/** Definitions that tables need before their rows, as pg_dump writes them. */
export const PRE_DATA_FILE = 'schema/pre-data.sql';

/** Definitions that are made after the rows, as pg_dump writes them. */
export const POST_DATA_FILE = 'schema/post-data.sql';

/** Citus's calls that distribute the tables, for people with psql. */
export const DISTRIBUTION_FILE = 'schema/distribution.sql';

const count = z.number().int().min(0);

/** A file of an export. */
const STORED_FILE = z.strictObject({
  /** Path in the export. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/),
  bytes: count,
  /** SHA-256 of its bytes, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Rows in PostgreSQL's text format of COPY, compressed by gzip: of a shard, or of a whole table. */
const DATA_FILE = STORED_FILE.extend({
  /** Position of the shard among those of its table, from 0; null where the table has none. */
  shard: count.nullable(),
  rows: count,
});

const TABLE = z.strictObject({
  schema: z.string(),
  name: z.string(),
  /**
   * `local`: on the coordinator alone; `reference`: the same on every node; `single`: one shard on one
   * node; `sharded`: by the hash of a column.
   */
  kind: z.enum(['local', 'reference', 'single', 'sharded']),
  /** Distribution column and number of shards of a sharded table; null otherwise. */
  column: z.string().nullable(),
  shards: count.nullable(),
  /** Tables of the same word have their shards in the same places; null where nothing is promised. */
  colocation: z.string().nullable(),
  /** Whether it is a partition of another table, which is sharded with that one. */
  isPartition: z.boolean(),
  /** Columns whose values are stored in the files, in their order: all but generated ones. */
  columns: z.array(z.string()),
  rows: count,
  /** Sum of the hashes of all rows: the same for the same rows, in whichever order and shards. */
  hash: z.string().regex(/^-?\d+$/),
  files: z.array(DATA_FILE),
});

const SEQUENCE = z.strictObject({
  schema: z.string(),
  name: z.string(),
  lastValue: z.string().regex(/^-?\d+$/),
  isCalled: z.boolean(),
});

const MANIFEST = z.strictObject({
  format: z.literal(1),
  stack: z.string(),
  /** `postgres`: one server, of whose tables it is planned how they are distributed. */
  engine: z.enum(['citus', 'native', 'postgres']),
  /** `server_version_num` of PostgreSQL. */
  postgres: count,
  /** The moment of all rows, ISO 8601 in UTC, and within how many ms all groups were at it. */
  at: z.string(),
  widthMs: count,
  extensions: z.array(z.strictObject({ name: z.string(), schema: z.string() })),
  /** Names of the roles that may log in, or are granted something; no passwords. */
  roles: z.array(z.string()),
  tables: z.array(TABLE),
  sequences: z.array(SEQUENCE),
  /** Materialised views to fill, in their order, as SQL writes them. */
  filledViews: z.array(z.string()),
  schema: z.array(STORED_FILE),
});

/** What an export is made of. */
export type Manifest = z.infer<typeof MANIFEST>;

/** A table of an export. */
export type ExportedTable = z.infer<typeof TABLE>;

/** A sequence of an export, and where it stands. */
export type ExportedSequence = z.infer<typeof SEQUENCE>;

/** A file of rows: of a shard, or of a whole table. */
export type DataFile = z.infer<typeof DATA_FILE>;

/** A file of an export. */
export type StoredFile = z.infer<typeof STORED_FILE>;

/**
 * Reads a manifest.
 *
 * @param place where it is, as people know it
 * @throws UserError where it is none that this version reads
 */
export function parseManifest(text: string, place: string): Manifest {
  try {
    return MANIFEST.parse(JSON.parse(text));
  } catch (error) {
    const said =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : messageOf(error);
    throw new UserError(
      `${place} is no export that can be read: its ${MANIFEST_FILE} has ${said}`,
      'export again, with this version',
      { cause: error },
    );
  }
}
