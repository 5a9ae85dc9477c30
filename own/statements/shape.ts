/** A column of one of a statement's tables. */
export interface Place {
  /** Index in {@link Shape.relations}. */
  readonly relation: number;
  readonly column: string;
}

/** A table as a statement names it; one that is named twice is there twice. */
export interface Relation {
  /** `schema.table` */
  readonly table: string;
  /** Index in {@link Shape.blocks}. */
  readonly block: number;
  /** Whether an outer join gives its rows even without a partner, or NULLs in their stead. */
  readonly isOuter: boolean;
}

/** A `SELECT` of whatever level, or a statement that writes. */
export interface Block {
  /** Whether it stands in `FROM` or `WITH`, or is a branch of a `UNION`. */
  readonly isNested: boolean;
  /** Whether it names columns of what is around it. */
  isCorrelated: boolean;
  /** Whether it makes few rows of many: groups, aggregates, windows, `DISTINCT`, `LIMIT`. */
  isCondensed: boolean;
  /** Columns by which it does so row by row: of `GROUP BY`, `DISTINCT`, `PARTITION BY`. */
  groups: Place[];
  /** Where only some of its rows are left, by `LIMIT`, `OFFSET` or `DISTINCT ON`. */
  cut: Cut | undefined;
}

/** What tells which rows of a `SELECT` are left. */
export interface Cut {
  /** Columns of `ORDER BY`, as far as it names some. */
  readonly sortedBy: readonly Place[];
  /** Columns that each row has values of its own of; undefined where rows are those of the tables. */
  readonly groups: readonly Place[] | undefined;
  /** Whether its rows are made of tables, and of groups by their columns, alone. */
  readonly isOfTables: boolean;
}

/** What a statement, or one in its `WITH`, writes. */
export interface Write {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge';
  /** Index in {@link Shape.relations}. */
  readonly relation: number;
  readonly isNested: boolean;
  /** Columns that rows which are there already get another value in. */
  readonly sets: readonly string[];
  /** Columns that an `INSERT` names, or that its values are for. */
  readonly inserted: readonly string[];
  /** Whether a row of `VALUES` asks for something. */
  readonly hasSubquery: boolean;
  readonly conflict: Conflict | undefined;
}

/** `ON CONFLICT`: by columns, by a constraint, or by any key. */
export interface Conflict {
  readonly columns: readonly string[];
  readonly constraint: string | undefined;
}

/** A parameter and the column whose values it is one of. */
export interface ParameterPlace extends Place {
  /** 1 of `$1` */
  readonly number: number;
  /** Index in {@link Shape.blocks} of the condition; -1 of what is written. */
  readonly block: number;
  /** `=` and `<` of conditions, `set` and `insert` of what is written. */
  readonly operator: string;
  /** Whether it is one of several values: `IN`, `= ANY`. */
  readonly isListed: boolean;
  /** Whether nothing but a cast is done to it. */
  readonly isWhole: boolean;
  /** Which row of `VALUES`, from 0. */
  readonly row: number;
  /** What a condition compares with, e.g. `lower(o.email)`: first and last byte, and the operator's. */
  readonly span: readonly [from: number, to: number, operator: number];
}

/** What of a statement decides where it can run. */
export interface Shape {
  readonly relations: Relation[];
  readonly blocks: Block[];
  readonly writes: Write[];
  /** Columns that a condition binds to one value. */
  readonly bound: Place[];
  /** Columns of a row that is inserted. */
  readonly given: Place[];
  /** Columns that have one of several values. */
  readonly listed: Place[];
  /** Columns that are equal by a join or a condition. */
  readonly equal: (readonly [Place, Place])[];
  readonly parameters: ParameterPlace[];
  /** Names that are no table here; those of the system are left out. */
  readonly unknown: string[];
  locksRows: boolean;
  isRecursive: boolean;
  hasGroupingSets: boolean;
  /** Whether an `UPDATE` sets what a function gives that is another at each call. */
  setsVolatile: boolean;
}
