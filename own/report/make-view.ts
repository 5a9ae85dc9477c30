import { loadModule } from 'libpg-query';
import type { Check } from '../check/check-file';
import { groupBy } from '../group-by';
import { bytesOf } from '../plan/place-tables';
import type { Placement } from '../plan/placement';
import type { PlanContent } from '../plan/read-plan-file';
import { refusedForeignKeys } from '../plan/refusals/citus-foreign-keys';
import { rootTables } from '../plan/root-tables';
import { timeByClass } from '../plan/score';
import { statementClass } from '../plan/statement-class';
import { readWorkload, type Use } from '../plan/workload';
import type { Profile, Table } from '../profile';
import type { Verdict } from '../verdict/verdict-file';
import type { OwnWorkload } from '../workload/workload-file';
import type { CheckedStatement, KeyView, OwnView, ProposalView } from './own-view';

/** What the steps have found; null is what has not been made yet. */
export interface OwnFiles {
  readonly profile: Profile;
  readonly plan: PlanContent;
  readonly workload: OwnWorkload | null;
  readonly check: Check | null;
  readonly verdict: Verdict | null;
}

/** What the page shows of a database: as far as it got, by the plan as it is now. */
export async function makeView(files: OwnFiles): Promise<OwnView> {
  await loadModule();
  const { profile, plan, verdict } = files;
  const tables = rootTables(profile);
  const uses = [...readWorkload(profile).uses].sort((a, b) => b.ms - a.ms);
  const ms = uses.reduce((sum, use) => sum + use.ms, 0) || 1;
  return {
    source: profile.server.address,
    version: profile.server.version,
    takenAt: profile.takenAt,
    bytes: profile.server.bytes,
    advice: { verdict: plan.verdict, because: plan.because },
    verdict,
    checked: checkedStatements(files),
    remarks: plan.remarks,
    rejected: plan.rejected,
    statements: uses.map((use) => ({
      ...{ text: use.text, calls: use.calls, meanMs: use.ms / use.calls, share: use.ms / ms },
    })),
    proposals: plan.proposals.map((proposal) => proposalView(proposal, tables, uses)),
  };
}

function checkedStatements({ workload, check, verdict }: OwnFiles): readonly CheckedStatement[] {
  if (verdict !== null) return verdict.statements;
  const texts = new Map(workload?.statements.map(({ name, sql }) => [name, sql]));
  const statements = (check?.statements ?? []).map((one) => ({
    ...{ ...one, sql: texts.get(one.name) ?? '', measured: [] },
  }));
  return statements.sort((a, b) => b.share - a.share);
}

function proposalView(
  { key, costs, changes, tables: places }: PlanContent['proposals'][number],
  tables: readonly Table[],
  uses: readonly Use[],
): ProposalView {
  const placement = new Map(Object.entries(places));
  const byName = new Map(tables.map((table) => [table.name, table]));
  const placed = uses.map((use) => ({ use, is: statementClass(use.shape, placement, byName) }));
  return {
    ...{ key, costs, changes },
    tables: tables.flatMap((table) => {
      const { name, rows } = table;
      const place = placement.get(name);
      return place === undefined ? [] : [{ name, rows, bytes: bytesOf(table), place }];
    }),
    keys: tables.flatMap((table) => keysOf(table, placement)),
    classes: placed.map(({ is }) => is),
    shares: timeByClass(placed),
  };
}

/** Foreign keys of a table to others, one for all to the same. */
function keysOf(table: Table, placement: Placement): KeyView[] {
  const refused = refusedForeignKeys(table, placement);
  const dropped = new Set(
    refused.filter(({ instead }) => instead === 'dropped').map(({ name }) => name),
  );
  return [...groupBy(table.foreignKeys, ({ to }) => to)]
    .filter(([to]) => to !== table.name)
    .map(([to, all]) => ({
      ...{ from: table.name, to, isDropped: all.some(({ name }) => dropped.has(name)) },
    }));
}
