import { UserError } from '../../words/user-error';
import type { Advice } from '../plan/advice';
import type { Placement } from '../plan/placement';
import { PLAN } from '../plan/plan-file';
import { readPlanFile } from '../plan/read-plan-file';

/** What a folder's plan says of its source, whatever the proposals. @throws UserError where there is none */
export async function readAdvice(
  folder: string,
): Promise<Advice & { readonly hasProposal: boolean }> {
  const { verdict, because, proposals } = await readPlanFile(folder);
  return { verdict, because, hasProposal: proposals.length > 0 };
}

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
  const { shards, mask, proposals } = await readPlanFile(folder);
  const chosen = proposals[proposal - 1];
  if (chosen === undefined) {
    throw new UserError(
      `${folder}/${PLAN} has no proposal ${proposal}`,
      `it has ${proposals.length}`,
    );
  }
  return { placement: new Map(Object.entries(chosen.tables)), shards, mask };
}
