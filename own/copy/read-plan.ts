import { z } from 'zod';
import { UserError } from '../../words/user-error';
import type { Advice } from '../plan/advice';
import type { Placement } from '../plan/placement';
import { PLAN } from '../plan/plan-file';
import { readWorkFile } from '../read-work-file';

const because = z.string().default('');

/** As much of a plan as a copy goes by; more of it is for its reader. */
const planSchema = z.object({
  shards: z.number().int().positive(),
  /** `schema.table.column` */
  mask: z.array(z.string()).default([]),
  proposals: z.array(
    z.object({
      tables: z.record(
        z.string(),
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('distributed'), column: z.string(), group: z.string() }),
          z.object({ kind: z.literal('reference'), because }),
          z.object({ kind: z.literal('local'), because }),
        ]),
      ),
    }),
  ),
});

/** What a folder's plan says of its source, whatever the proposals. @throws UserError where there is none */
export async function readAdvice(
  folder: string,
): Promise<Advice & { readonly hasProposal: boolean }> {
  const { verdict, because, proposals } = await readPlanFile(folder, adviceSchema);
  return { verdict, because, hasProposal: proposals.length > 0 };
}

/** As much of a plan as a verdict goes by. */
const adviceSchema = planSchema.extend({
  verdict: z.enum(['shard', 'not yet', "don't shard"]),
  because: z.array(z.string()),
});

/** A proposal of a plan, with what its reader has changed. */
export interface ChosenPlan {
  readonly placement: Placement;
  readonly shards: number;
  readonly mask: readonly string[];
}

/**
 * Reads a folder's plan.
 *
 * @param proposal from 1
 * @throws UserError where there is no such plan
 */
export async function readPlan(folder: string, proposal: number): Promise<ChosenPlan> {
  const { shards, mask, proposals } = await readPlanFile(folder, planSchema);
  const chosen = proposals[proposal - 1];
  if (chosen === undefined) {
    throw new UserError(
      `${folder}/${PLAN} has no proposal ${proposal}`,
      `it has ${proposals.length}`,
    );
  }
  return { placement: new Map(Object.entries(chosen.tables)), shards, mask };
}

function readPlanFile<T>(folder: string, schema: z.ZodType<T>): Promise<T> {
  return readWorkFile(folder, PLAN, schema, 'make it by `npm run own -- plan`');
}
