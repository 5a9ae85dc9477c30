import { log } from '../log';
import type { Observation } from './observation';

/** A group without a primary for this long is logged as an error, and again after as long, ms. */
const WAIT_LIMIT_MS = 300_000;

/** Since when groups have had no primary, for the log. */
export class LeaderlessGroups {
  private readonly since = new Map<string, number>();

  /** Takes an observation in, and logs each group that has waited for a primary for too long. */
  report({ groups, at }: Observation): void {
    for (const { group, primary } of groups) {
      const since = this.since.get(group.name);
      if (primary !== undefined) {
        this.since.delete(group.name);
      } else if (since === undefined) {
        this.since.set(group.name, at);
      } else if (at - since > WAIT_LIMIT_MS) {
        log('error', `${group.name} has had no primary for too long`, {
          seconds: Math.round((at - since) / 1000),
        });
        this.since.set(group.name, at);
      }
    }
  }
}
