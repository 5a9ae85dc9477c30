/** Waits for a virtual user's next arrival in the open model. */
export interface Arrivals {
  /**
   * Takes the earliest arrival that no virtual user has taken and waits until it is due.
   *
   * @returns Infinity for one that was waited for; when it was due, ms of the run, for one that
   *   waited for a free user; -1 if none is due before the end
   */
  next(): number;
}

/** When arrivals are due: at a constant rate from the start of the run. */
export interface ArrivalSchedule {
  readonly ratePerS: number;
  /** End of the run, ms. */
  readonly endMs: number;
  /** This process's share, where several make the load: each takes every `parts`-th arrival. */
  readonly part: number;
  readonly parts: number;
}

/** Joins the arrivals that all virtual users of a process share. */
export type OpenArrivals = (schedule: ArrivalSchedule) => Arrivals;
