import { z } from 'zod';
import { readWorkFile } from '../read-work-file';
import { writeWorkFile } from '../work-file';

/** The file of `own copy`. */
export const COPY = 'copy.json';

/** Folder of the rows and definitions, an export that `npm run import` reads as well. */
export const COPY_FOLDER = 'copy';

const count = z.number().int().nonnegative();

/** A stack that has the copy. The tables are in their own schemas, under their own names. */
const copiedStack = z.strictObject({
  stack: z.string(),
  engine: z.enum(['citus', 'native']),
  /** Whether it has workers; without, the schema is as it was. */
  isSharded: z.boolean(),
  /** PostgreSQL's identifier of its coordinator: another stack of the name has another. */
  system: z.string(),
  /** In which the tables are, beside the stack's own. */
  database: z.string(),
  at: z.iso.datetime(),
  /** From the first table that was made to the last row that was compared. */
  ms: count,
  /** What it does not have of the schema, or has otherwise, and why; a line each. */
  changed: z.array(z.string()),
  /** Keys, of foreign keys that it does not have, to rows that are not there. */
  orphans: count,
  /** What removes the copy again, in this order. */
  removal: z.array(z.strictObject({ node: z.string(), what: z.string(), sql: z.string() })),
});

/** What was copied and where it is. No value of a row is in it. */
export const copySchema = z.strictObject({
  format: z.literal(1),
  /** `user@host:port/database` */
  source: z.string(),
  /** The moment of all rows. */
  at: z.iso.datetime(),
  /** Of the plan, from 1. */
  proposal: z.number().int().positive(),
  /** Rows of one in so many distribution keys, e.g. 2.5, chosen by a hash with the salt; null where all were copied. */
  sample: z.strictObject({ oneIn: z.number().positive(), salt: z.number().int() }).nullable(),
  /** Columns whose values are replaced, `schema.table.column`. */
  masked: z.array(z.string()),
  tables: z.array(
    z.strictObject({
      /** `schema.table` */
      name: z.string(),
      rows: count,
      /** Of its rows as COPY writes them. */
      bytes: count,
      /** Sum of the hashes of its rows, in whichever order. */
      hash: z.string(),
    }),
  ),
  /** What it took to read the source. */
  ms: count,
  stacks: z.array(copiedStack),
});

/** What was copied and where it is. */
export type Copy = z.infer<typeof copySchema>;

/** A stack that has the copy. */
export type CopiedStack = z.infer<typeof copiedStack>;

/** Reads a folder's copy. @throws UserError naming the file and what is wrong with it */
export function readCopy(folder: string): Promise<Copy> {
  return readWorkFile(folder, COPY, copySchema, 'make it by `npm run own -- copy`');
}

/** Writes a folder's copy. */
export async function writeCopy(folder: string, copy: Copy): Promise<void> {
  await writeWorkFile(folder, COPY, `${JSON.stringify(copy, null, 2)}\n`);
}
