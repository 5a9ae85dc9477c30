import { z } from 'zod';
import { readWorkFile } from '../read-work-file';

/** The file of `own check`. */
export const CHECK = 'check.json';

const place = z.enum(['one shard', 'coordinator', 'all shards', 'moved', 'refused']);

/** What an engine made of a statement. */
const answer = z.strictObject({
  engine: z.string(),
  /** Where it ran; null where tables are not distributed by Citus. */
  place: place.nullable(),
  /** Null where it was refused. */
  rows: z.number().int().nonnegative().nullable(),
  /** How long it took, ms, where it was not refused. */
  ms: z.number().nonnegative().optional(),
  /** Of the result; the same on engines that gave the same rows. */
  hash: z.string().nullable(),
  /** Why it was refused, and what to change. */
  refused: z
    .strictObject({ sqlstate: z.string(), message: z.string(), remedy: z.string().nullable() })
    .nullable(),
});

/** What engines make of a workload's statements. No value is in it. */
export const checkSchema = z.strictObject({
  format: z.literal(1),
  checkedAt: z.iso.datetime(),
  statements: z.array(
    z.strictObject({
      name: z.string(),
      share: z.number().nonnegative(),
      weight: z.number().nonnegative(),
      predicted: place,
      answers: z.array(answer),
      /** Whether all engines gave the same rows. */
      isSame: z.boolean(),
      /** Whether they had to: which rows it gives is determined. */
      isDetermined: z.boolean().default(true),
    }),
  ),
});

/** Reads a folder's check. @throws UserError naming the file and what is wrong with it */
export function readCheck(folder: string): Promise<Check> {
  return readWorkFile(folder, CHECK, checkSchema, 'make it by `npm run own -- check`');
}

/** What engines make of a workload's statements. */
export type Check = z.infer<typeof checkSchema>;

/** What an engine made of a statement. */
export type Answer = z.infer<typeof answer>;
