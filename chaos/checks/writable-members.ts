/** A write that a node acknowledged to a probe on it. */
export interface ProbeAck {
  readonly node: string;
  readonly group: number;
  /** WAL timeline that the write went to; each promotion begins a higher one. */
  readonly timeline: number;
  /** When the write began, by the node's clock, ms since the epoch. */
  readonly startedAt: number;
  /** When it was acknowledged, by the node's clock. */
  readonly endedAt: number;
}

/** Two members of a group that both acknowledged writes. */
export interface WritableViolation {
  readonly group: number;
  /** The acknowledgement on the newer timeline … */
  readonly newer: ProbeAck;
  /** … and the one on an older timeline that began after it had ended. */
  readonly older: ProbeAck;
}

/**
 * Finds breaches of "at most one writable member of a group at any moment": a write acknowledged on
 * an older timeline that began after a write on a newer timeline of the same group had ended. Two
 * nodes writing to one timeline of equal number would be two promotions from the same one; Patroni's
 * leader key rules it out, and it counts as a breach as well.
 *
 * @param acks of any nodes, in any order
 */
export function findWritableViolations(acks: readonly ProbeAck[]): WritableViolation[] {
  const byStart = [...acks].sort((a, b) => a.startedAt - b.startedAt);
  const byEnd = [...acks].sort((a, b) => a.endedAt - b.endedAt);
  const newest = new Map<number, ProbeAck>();
  const owners = new Map<string, ProbeAck>();
  const violations: WritableViolation[] = [];
  let ended = 0;
  for (const ack of byStart) {
    for (; ended < byEnd.length; ended += 1) {
      const earlier = byEnd[ended] as ProbeAck;
      if (earlier.endedAt >= ack.startedAt) break;
      const known = newest.get(earlier.group);
      if (known === undefined || earlier.timeline > known.timeline) {
        newest.set(earlier.group, earlier);
      }
    }
    const newer = newest.get(ack.group);
    if (newer !== undefined && newer.timeline > ack.timeline) {
      violations.push({ group: ack.group, newer, older: ack });
    }
    const owner = owners.get(`${ack.group}/${ack.timeline}`);
    if (owner === undefined) owners.set(`${ack.group}/${ack.timeline}`, ack);
    else if (owner.node !== ack.node) {
      violations.push({ group: ack.group, newer: owner, older: ack });
    }
  }
  return violations;
}
