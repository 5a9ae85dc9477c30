import type { BenchOptions } from '../benchmark/options/bench-options';

/** What to expect of a step before one was seen, ms: on two cores. */
const USUAL_MS = { make: 90_000, remove: 15_000, aroundRun: 4000 } as const;

type Step = 'make' | 'scenario' | 'remove';

/** How long a curve takes still, by what is left of it and how long such steps took so far. */
export class Timetable {
  private readonly left: Record<Step, number>;
  private readonly usual: Record<Step, number>;
  private readonly took: Record<Step, number[]> = { make: [], scenario: [], remove: [] };
  private since: number;

  /** @param now the clock, ms */
  constructor(
    sizes: number,
    scenarios: number,
    { durationS, warmupS, repeat }: Pick<BenchOptions, 'durationS' | 'warmupS' | 'repeat'>,
    private readonly now: () => number = Date.now,
  ) {
    this.left = { make: sizes, scenario: sizes * scenarios, remove: sizes };
    this.usual = {
      make: USUAL_MS.make,
      remove: USUAL_MS.remove,
      scenario: repeat * ((durationS + warmupS) * 1000 + USUAL_MS.aroundRun),
    };
    this.since = now();
  }

  /** A step has ended; the next began with it. */
  done(step: Step): void {
    const at = this.now();
    this.took[step].push(at - this.since);
    this.left[step] -= 1;
    this.since = at;
  }

  /** What is left of all, ms. */
  leftMs(): number {
    return (Object.keys(this.left) as Step[]).reduce((sum, step) => {
      const took = this.took[step];
      const each =
        took.length === 0 ? this.usual[step] : took.reduce((all, ms) => all + ms, 0) / took.length;
      return sum + this.left[step] * each;
    }, 0);
  }
}
