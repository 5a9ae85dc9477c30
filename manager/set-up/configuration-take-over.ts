import type { GroupObservation, NodeObservation } from '../observe/observation';

/**
 * Patroni's rounds after which a node has acted on a configuration: the first one that begins after
 * it was sent reads it and applies it at its end, the next one shows that it is over.
 */
const ROUNDS = 2;

/** How far a node's Patroni is. */
interface Progress {
  /** When it last read the consensus store, by its own word. */
  readonly seenAt: number | undefined;
  readonly rounds: number;
}

/**
 * Which nodes may not know the configuration that they should have, and so not whether they have to
 * restart for it. A manager that has just started takes it for sent: the one before may have done so
 * with its last breath.
 */
export class ConfigurationTakeOver {
  private readonly progress = new Map<string, Progress>();

  /** A configuration was sent: every node has to take it over from now on. */
  begin(): void {
    this.progress.clear();
  }

  /**
   * Takes what the nodes report.
   *
   * @returns those that may not know the configuration yet; a node that does not answer reads it
   * when it starts, and is none of them
   */
  waitingFor(groups: readonly GroupObservation[]): NodeObservation[] {
    return groups.flatMap(({ nodes }) => nodes.filter((node) => !this.knows(node)));
  }

  private knows({ node, report }: NodeObservation): boolean {
    if (report === undefined) return true;
    const before = this.progress.get(node.name);
    const seenAt = report.dcs_last_seen;
    const isNew = before !== undefined && before.seenAt !== seenAt;
    const rounds = (before?.rounds ?? 0) + (isNew ? 1 : 0);
    this.progress.set(node.name, { seenAt, rounds });
    return rounds >= ROUNDS;
  }
}
