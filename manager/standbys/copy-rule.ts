import { stateOf, type GroupObservation } from '../observe/observation';

/** Looks in a row that find a standby without log before it is copied anew. */
export const LOOKS = 3;

/** A standby that was asked to copy itself is not asked again within this time, ms. */
export const AGAIN_MS = 600_000;

/** What Patroni calls a standby that is being made. */
const COPYING = 'creating replica';

/** How often in a row a standby was found without log, and when it was asked to copy itself, ms. */
interface Behind {
  readonly looks: number;
  readonly askedAt?: number;
}

/**
 * Which standby is to copy itself from its primary: one that waits for log which the primary has removed, and would
 * wait for it for good. It is erased first, which loses no row: the primary runs and serves, and it has every row that
 * was ever acknowledged; what the standby has is a past state of them.
 */
export class CopyRule {
  private readonly behind = new Map<string, Behind>();

  /** @param now current time, ms */
  constructor(private readonly now: () => number = Date.now) {}

  /** Why the cluster is not as it should be: a line a standby that lacks log or has yet to stream again. */
  get reasons(): string[] {
    return [...this.behind.keys()].map(
      (standby) => `${standby} lacks log that its primary has removed: it is copied anew`,
    );
  }

  /**
   * Takes a look at a group.
   *
   * @param lacking names of its standbys that run and wait for log that the primary has removed
   * @returns name of the standby that is to be asked now; undefined where none is, as while another one of the group
   * is being copied, and where the group has no primary
   */
  look({ nodes, primary }: GroupObservation, lacking: readonly string[]): string | undefined {
    const now = this.now();
    const standbys = nodes.filter((one) => one !== primary);
    for (const { node, report } of standbys) {
      const { looks = 0, askedAt } = this.behind.get(node.name) ?? {};
      const isLacking = primary !== undefined && lacking.includes(node.name);
      const isAsked = askedAt !== undefined && stateOf(report) !== 'streaming';
      if (isLacking || isAsked) {
        const asked = isAsked ? { askedAt } : {};
        this.behind.set(node.name, { looks: isLacking ? looks + 1 : 0, ...asked });
      } else {
        this.behind.delete(node.name);
      }
    }
    if (primary !== undefined) this.behind.delete(primary.node.name);
    if (standbys.some(({ report }) => report?.state === COPYING)) return undefined;
    const known = standbys.flatMap(({ node }) => {
      const found = this.behind.get(node.name);
      return found === undefined ? [] : [{ standby: node.name, ...found }];
    });
    if (known.some(({ askedAt }) => askedAt !== undefined && now - askedAt < AGAIN_MS)) {
      return undefined;
    }
    return known.find(({ looks }) => looks >= LOOKS)?.standby;
  }

  /** Remembers that a standby was asked to copy itself, and begins to. */
  asked(standby: string): void {
    this.behind.set(standby, { looks: 0, askedAt: this.now() });
  }

  /** Another manager acts. */
  forget(): void {
    this.behind.clear();
  }
}
