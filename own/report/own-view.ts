import type { TablePlace } from '../plan/placement';
import type { ClassName, StatementClass } from '../plan/statement-class';
import type { Verdict } from '../verdict/verdict-file';

/** A table and where its rows go. */
export interface TableView {
  /** `schema.table` */
  readonly name: string;
  /** Null where it was never analysed. */
  readonly rows: number | null;
  /** With indexes and partitions. */
  readonly bytes: number;
  readonly place: TablePlace;
}

/** Foreign keys from a table to another. */
export interface KeyView {
  readonly from: string;
  readonly to: string;
  /** Whether Citus can't have one of them. */
  readonly isDropped: boolean;
}

/** A statement and what it takes. */
export interface StatementView {
  readonly text: string;
  readonly calls: number;
  /** Of one call, ms. */
  readonly meanMs: number;
  /** Of the time of all, 0 to 1. */
  readonly share: number;
}

/** A proposal of the plan as it stands in its file, edited or not. */
export interface ProposalView {
  /** What it goes by. */
  readonly key: string;
  readonly costs: readonly string[];
  readonly changes: { readonly citus: readonly string[]; readonly native: readonly string[] };
  readonly tables: readonly TableView[];
  readonly keys: readonly KeyView[];
  /** Where each statement runs, in the order of the view's. */
  readonly classes: readonly StatementClass[];
  readonly shares: Readonly<Record<ClassName, number>>;
}

/** A statement as engines ran it: where, and what they gave; how long it took is empty before a verdict. */
export type CheckedStatement = Pick<
  Verdict['statements'][number],
  'name' | 'sql' | 'share' | 'predicted' | 'answers' | 'isSame' | 'isDetermined' | 'measured'
>;

/** What the page shows of a database of one's own. */
export interface OwnView {
  /** `user@host:port/database` */
  readonly source: string;
  readonly version: string;
  readonly takenAt: string;
  readonly bytes: number;
  /** What the plan says by itself. */
  readonly advice: { readonly verdict: string; readonly because: readonly string[] };
  readonly verdict: Verdict | null;
  /** Those that take most time first; empty before they were checked. */
  readonly checked: readonly CheckedStatement[];
  readonly remarks: readonly string[];
  readonly rejected: readonly string[];
  /** Those that take most time first. */
  readonly statements: readonly StatementView[];
  readonly proposals: readonly ProposalView[];
}
