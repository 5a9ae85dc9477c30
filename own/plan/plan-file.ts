import { Document, isMap, visit } from 'yaml';
import { personalColumns } from '../personal-columns';
import type { Profile } from '../profile';
import { percent } from '../../words/percent';
import type { Advice } from './advice';
import { costLines } from './costs';
import type { Placement } from './placement';
import type { Proposal, Proposals, Size } from './propose';
import { remarks } from './remarks';
import { msOf } from './score';

/** The file of `own plan`. */
export const PLAN = 'plan.yaml';

/** Statements that a proposal lists, of those that are not on one shard. */
const LISTED = 20;

/** A plan as a file that its reader edits. */
export function planFile(
  profile: Profile,
  proposals: Proposals,
  advice: Advice,
  size: Size,
): string {
  const { best, rejected, workload } = proposals;
  const content = {
    source: profile.server.address,
    ...size,
    verdict: advice.verdict,
    because: advice.because,
    remarks: remarks(profile, workload),
    mask: personalColumns(profile),
    proposals: best.map((proposal) => ({
      key: proposal.key,
      costs: costLines(proposal, size.workers),
      tables: tablesOf(proposal.placement),
      changes: changesOf(proposal),
      statements: statementsOf(proposal),
    })),
    rejected: rejected.map(({ because }) => because),
  };
  const document = new Document(content, { aliasDuplicateObjects: false });
  document.commentBefore = ` What to do with ${profile.server.address}, as seen at ${profile.takenAt}; docs/own-database.md.
 Proposals are in their order, the best first. Tables may be given another place: distributed by a column,
 with the group whose rows are on the same node, reference, or local, which is the coordinator.
 Columns of \`mask\` are those that \`own copy --mask\` masks.`;
  visit(document, {
    Map(_, node, path) {
      const isPlace = node.items.length <= 3 && path.length > 4 && node.has('kind');
      if (isMap(node) && isPlace) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function tablesOf(placement: Placement): Record<string, unknown> {
  return Object.fromEntries([...placement].sort(([a], [b]) => a.localeCompare(b)));
}

function changesOf({ refusals }: Proposal): Record<string, string[]> {
  const lines = (engine: 'citus' | 'native') =>
    refusals
      .filter((one) => one.engine === engine)
      .map(({ table, what, remedy }) => `${table}: ${what}; ${remedy}`);
  return { citus: lines('citus'), native: lines('native') };
}

function statementsOf({ placed }: Proposal): unknown[] {
  const all = msOf(placed) || 1;
  return placed
    .filter(({ is }) => is.name !== 'one shard')
    .sort((a, b) => b.use.ms - a.use.ms)
    .slice(0, LISTED)
    .map(({ use: { id, text, calls, ms }, is }) => ({
      is: is.name,
      because: is.because,
      share: percent(ms / all),
      calls,
      id,
      text,
    }));
}
