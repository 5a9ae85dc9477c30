/** Something that is made, in its turn. */
export interface Step {
  /** What it makes, as people know it: `INDEX trips_city_idx`. */
  readonly what: string;
  readonly sql: string;
  /** Where: on the coordinator, or there and on every worker. */
  readonly on: 'coordinator' | 'every node';
  /** By whom: the owner of the database, or PostgreSQL's superuser. */
  readonly as: 'owner' | 'superuser';
  /** What removes it; undefined where it goes with what it belongs to. */
  readonly undo?: string;
  /** Whether one that is there already serves as well. It is not removed then. */
  readonly mayExist: boolean;
  /** Whether it is left out where the target refuses it. Default false. */
  readonly mayFail?: boolean;
}

/** Something that a target can't have. */
export interface Refusal {
  /** `FK CONSTRAINT trips trips_city_fkey` */
  readonly what: string;
  readonly why: string;
  /** Whether all else can be had without it. */
  readonly canBeLeftOut: boolean;
}
