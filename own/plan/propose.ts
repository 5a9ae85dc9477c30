import type { Profile, Table } from '../profile';
import { citusRefusals } from './refusals/citus-refusals';
import { columnClasses, type ColumnClass } from './column-classes';
import { columnsSet, whyUnfit } from './column-fitness';
import { nativeRefusals } from './refusals/native-refusals';
import { bytesOf, placeTables, type Grounds } from './place-tables';
import type { Placement } from './placement';
import type { Refusal } from './refusals/refusal';
import { rootTables } from './root-tables';
import { bytesByGroup, compareScores, scoreOf, type Placed, type Score } from './score';
import { statementClass } from './statement-class';
import { readWorkload, type Workload } from './workload';

/** How the tables can be spread, and what follows. */
export interface Proposal {
  /** What it goes by, e.g. `tenant_id`. */
  readonly key: string;
  readonly placement: Placement;
  readonly placed: readonly Placed[];
  readonly refusals: readonly Refusal[];
  readonly score: Score;
}

/** Columns that were thought of, and why they are not taken. */
export interface Rejected {
  readonly key: string;
  readonly because: string;
}

/** What a profile comes to. */
export interface Proposals {
  readonly workload: Workload;
  /** The best first; three at most. */
  readonly best: readonly Proposal[];
  readonly rejected: readonly Rejected[];
}

/** The cluster that is planned for. */
export interface Size {
  readonly workers: number;
  readonly shards: number;
}

/** Classes that are tried out, those first that statements use most. */
const TRIED = 30;
/** Proposals that are shown. */
const SHOWN = 3;
/** Rejected classes that are shown. */
const REJECTED_SHOWN = 5;

/** Proposes how to spread a database's tables. The parser is loaded. */
export function propose(profile: Profile, { workers, shards }: Size): Proposals {
  const workload = readWorkload(profile);
  const { uses } = workload;
  const tables = rootTables(profile);
  const classes = columnClasses(tables, uses);
  const grounds: Grounds = { tables, classes, uses, set: columnsSet(uses), shards };
  const byName = new Map(tables.map((table) => [table.name, table]));
  const rejected: Rejected[] = [];
  const proposals: Proposal[] = [];
  for (const one of classes.slice(0, TRIED)) {
    const because = whyRejected(grounds, one);
    if (because !== undefined) rejected.push({ key: one.name, because });
    const placement = because === undefined ? placeTables(grounds, one) : undefined;
    // A class that most bytes do not go by is a matter of tables besides.
    if (placement === undefined || mainKey(tables, placement) !== one.name) continue;
    const placed = uses.map((use) => ({ use, is: statementClass(use.shape, placement, byName) }));
    const refusals = [
      ...citusRefusals(profile.tables, placement),
      ...nativeRefusals(tables, placement),
    ];
    const score = scoreOf(placed, tables, placement, refusals, workers);
    proposals.push({ key: one.name, placement, placed, refusals, score });
  }
  proposals.sort((a, b) => compareScores(a.score, b.score));
  return { workload, best: proposals.slice(0, SHOWN), rejected: rejected.slice(0, REJECTED_SHOWN) };
}

/** The group that has most bytes. */
function mainKey(tables: readonly Table[], placement: Placement): string {
  const bytes = bytesByGroup(tables, placement);
  return [...bytes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

/** Why no table of a class, or not its largest, can be spread by it. */
function whyRejected(
  { tables, set, shards }: Grounds,
  { columns }: ColumnClass,
): string | undefined {
  const members = tables
    .filter(({ name }) => columns.has(name))
    .sort((a, b) => bytesOf(b) - bytesOf(a));
  const [largest] = members;
  const reasons = (columns.get(largest?.name ?? '') ?? []).map((name) => {
    const column = largest?.columns.find((one) => one.name === name);
    const why = largest && column && whyUnfit(largest, column, set, shards);
    return why === undefined ? undefined : `${largest?.name}.${name}: ${why}`;
  });
  return reasons.every((why) => why !== undefined) ? reasons[0] : undefined;
}
