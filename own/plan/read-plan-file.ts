import { z } from 'zod';
import { readWorkFile } from '../read-work-file';
import { PLAN } from './plan-file';

const lines = z.array(z.string()).default([]);
const because = z.string().default('');

/** A plan as its reader leaves it: all but shards and tables may be gone. One without a word on it is to be gone by. */
const planSchema = z.object({
  shards: z.number().int().positive(),
  verdict: z.enum(['shard', 'not yet', "don't shard"]).default('shard'),
  because: lines,
  remarks: lines,
  /** `schema.table.column` */
  mask: lines,
  proposals: z.array(
    z.object({
      key: z.string().default('a key'),
      costs: lines,
      tables: z.record(
        z.string(),
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('distributed'), column: z.string(), group: z.string() }),
          z.object({ kind: z.literal('reference'), because }),
          z.object({ kind: z.literal('local'), because }),
        ]),
      ),
      changes: z.object({ citus: lines, native: lines }).default({ citus: [], native: [] }),
    }),
  ),
  rejected: lines,
});

/** Reads a folder's plan. @throws UserError naming the file and what is wrong with it */
export function readPlanFile(folder: string): Promise<PlanContent> {
  return readWorkFile(folder, PLAN, planSchema, 'make it by `npm run own -- plan`');
}

/** What a plan's file says. */
export type PlanContent = z.infer<typeof planSchema>;
