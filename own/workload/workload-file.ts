import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedWorkload } from '../../k6-scripts/lib/recorded-workload';
import { readWorkFile } from '../read-work-file';
import type { ParameterTexts } from './make-sets';

/** The file of `own workload`. */
export const WORKLOAD = 'workload.json';

/** Folder of the values, beside it: a file for each statement, by its name. */
export const POOLS = 'pools';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

const statement = z.strictObject({
  /** What results call it. */
  name: z.string(),
  /** As PostgreSQL numbers it. */
  id: z.string(),
  sql: z.string(),
  class: z.enum(['read', 'write']),
  routing: z.enum(['single-shard', 'multi-shard', 'none']),
  /** Where it runs by the plan, and why. */
  predicted: z.strictObject({
    name: z.enum(['one shard', 'coordinator', 'all shards', 'moved', 'refused']),
    because: z.string(),
  }),
  /** Whether it is determined which rows it gives: by no `LIMIT`, or one in an order without equals. */
  isDetermined: z.boolean().default(true),
  weight: amount,
  /** Share of the recorded time, 0 to 1. */
  share: amount,
  /** Types of the parameters. */
  types: z.array(z.string()),
  parameters: count,
  fresh: z.array(
    z.strictObject({
      index: count,
      kind: z.enum(['integer', 'number', 'text', 'uuid']),
      from: z.number(),
      length: z.number().nullable(),
    }),
  ),
  undo: z.strictObject({ sql: z.string(), indexes: z.array(count).readonly() }).nullable(),
  /** Share of the calls that have the one key that most have, as in a log; null without one. */
  hottest: z.number().nullable().default(null),
  /** As they were recorded, and with the values of the pool. */
  rowsPerCall: z.strictObject({ recorded: amount, replayed: amount }),
});

/** What `own workload` makes of the statements: no value is in it, those are in pools beside it. */
export const workloadSchema = z.strictObject({
  format: z.literal(1),
  /** `user@host:port/database` that was recorded. */
  source: z.string(),
  statements: z.array(statement),
  transactions: z.array(
    z.strictObject({ name: z.string(), weight: amount, statements: z.array(z.string()) }),
  ),
  /** What is not replayed, and why. */
  left: z.array(z.strictObject({ text: z.string().nullable(), why: z.string(), share: amount })),
  /** Tables that a replay adds rows to. */
  growing: z.array(z.string()),
}) satisfies z.ZodType<RecordedWorkload>;

/** Reads a folder's workload. @throws UserError naming the file and what is wrong with it */
export function readOwnWorkload(folder: string): Promise<OwnWorkload> {
  return readWorkFile(folder, WORKLOAD, workloadSchema, 'make it by `npm run own -- workload`');
}

/** The first set of values of a statement. @throws UserError naming the file where there is none */
export async function firstSet(folder: string, name: string): Promise<ParameterTexts> {
  const pool = z.array(z.array(z.string().nullable())).nonempty();
  const [first = []] = await readWorkFile(
    join(folder, POOLS),
    `${name}.json`,
    pool,
    'make it by `npm run own -- workload --replace`',
  );
  return first;
}

/** Statements to replay, without their values. */
export type OwnWorkload = z.infer<typeof workloadSchema>;

/** A statement to replay. */
export type OwnStatement = OwnWorkload['statements'][number];
