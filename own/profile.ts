import { z } from 'zod';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const names = z.array(z.string());

/** What `pg_stats` knows of a column, without any of its values; null where it was never analysed. */
const columnStatistics = z.strictObject({
  /** Distinct values; below 0 a share of the rows: -1 of a unique column. */
  distinct: z.number(),
  /** Share of NULLs, 0 to 1. */
  nullShare: amount,
  /** Mean width, bytes. */
  width: amount,
  /** Share of the rows that have the most common value, 0 to 1; 0 where none is common. */
  commonest: amount,
});

const column = z.strictObject({
  name: z.string(),
  type: z.string(),
  notNull: z.boolean(),
  hasDefault: z.boolean(),
  isGenerated: z.boolean(),
  isIdentity: z.boolean(),
  /** Whether rows can be spread by its hash. */
  isHashable: z.boolean(),
  /** Whether texts that differ may be equal by its collation. */
  isNondeterministic: z.boolean(),
  statistics: columnStatistics.nullable(),
});

/** A primary key, a unique or an exclusion constraint, or a unique index. Null stands for an expression. */
const key = z.strictObject({
  name: z.string(),
  kind: z.enum(['primary', 'unique', 'exclusion']),
  columns: z.array(z.string().nullable()),
});

const action = z.enum(['no action', 'restrict', 'cascade', 'set null', 'set default']);

const foreignKey = z.strictObject({
  name: z.string(),
  columns: names,
  /** `schema.table` */
  to: z.string(),
  toColumns: names,
  onDelete: action,
  onUpdate: action,
});

const table = z.strictObject({
  /** `schema.table`, by which all else names it. */
  name: z.string(),
  kind: z.enum(['table', 'partitioned', 'materialized view', 'foreign table']),
  /** What it is a partition of. */
  partitionOf: z.string().nullable(),
  inherits: names,
  /** Columns that its partitions are by. */
  partitionedBy: names,
  /** With TOAST, without indexes. */
  bytes: count,
  indexBytes: count,
  /** The planner's estimate; null of a table that was never analysed. */
  rows: amount.nullable(),
  columns: z.array(column),
  keys: z.array(key),
  foreignKeys: z.array(foreignKey),
  /** All but those of keys. */
  indexes: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string().nullable()) })),
  triggers: names,
  rules: names,
  policies: names,
});

const figures = z.strictObject({ calls: amount, rows: amount, ms: amount });

const statement = z.strictObject({
  /** PostgreSQL's `queryid`. */
  id: z.string(),
  /** Normalised, without comments and constants; null of what is no query, or could not be read. */
  text: z.string().nullable(),
  /** What it is instead of a text. */
  instead: z.string().nullable(),
  /** Since statistics were last reset. */
  total: figures,
  /** Between the two readings. */
  interval: figures,
});

/** What `own inspect` learns of a database, and all that `own plan` goes by. No value of a row is in it. */
export const profileSchema = z.strictObject({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  server: z.strictObject({
    /** `user@host:port/database` */
    address: z.string(),
    version: z.string(),
    isStandby: z.boolean(),
    /** Of the database. */
    bytes: count,
    searchPath: names,
    extensions: z.record(z.string(), z.string()),
    settings: z.record(z.string(), z.string()),
    hasLargeObjects: z.boolean(),
  }),
  tables: z.array(table),
  views: z.array(z.strictObject({ name: z.string(), text: z.string().nullable() })),
  /** Functions that are no extension's, and whether they may do anything (`VOLATILE`). */
  functions: z.array(z.strictObject({ name: z.string(), isVolatile: z.boolean() })),
  statements: z.strictObject({
    /** Between the two readings, ms. */
    intervalMs: amount,
    /** When the totals begin. */
    since: z.string().nullable(),
    /** Times that the extension gave up its rarest entries since then. */
    forgotten: count,
    list: z.array(statement),
  }),
  /** What was not seen, a line each. */
  notes: names,
});

/** What `own inspect` learns of a database. */
export type Profile = z.infer<typeof profileSchema>;

/** A table, materialised view or foreign table of the database. */
export type Table = Profile['tables'][number];

/** A column of a table. */
export type Column = Table['columns'][number];

/** A foreign key of a table. */
export type ForeignKey = Table['foreignKeys'][number];

/** A statement that the database has run, and how often. */
export type Statement = Profile['statements']['list'][number];
