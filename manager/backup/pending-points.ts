import { isArchived, type ArchiveWatch } from './archive-watch';
import type { RestorePoint } from './catalogue';

/** A point is taken to be on its way for this long, ms. */
const ON_ITS_WAY_MS = 30_000;

/** Writers have so long to fill the log files that hold a point, ms. */
const FILLING_MS = 10_000;

/** Points that may wait; no further one is taken while there are so many. */
const MOST_PENDING = 10;

/**
 * A point that waits for so long is looked for in the repositories, ms: while one of two is away, a primary
 * says of nothing that it is archived, though the other one has it.
 */
const LATE_MS = 20_000;

/** Between two tries of an entry, ms. */
const RETRY_MS = 5000;

/** What becomes of points that were taken. */
export interface PendingPointsOptions {
  readonly watch: Pick<ArchiveWatch, 'groups' | 'doubtedSince'>;
  /** Whether a repository really has all that leads to a point; asked where a primary's word is not enough. */
  readonly isHeld: (point: RestorePoint) => Promise<boolean>;
  /** Enters a valid point in the catalogues. */
  readonly enter: (point: RestorePoint) => Promise<void>;
  /** Called once a point is valid and entered. */
  readonly entered: (point: RestorePoint) => void;
  /** Called with why a point is not valid, or not entered yet. */
  readonly failed: (failure: string) => void;
}

/** A point that waits. */
interface PendingPoint {
  readonly point: RestorePoint;
  /** Whether what a primary said of the archive was doubted meanwhile. */
  isDoubted: boolean;
  /** Whether the log files that hold it are no longer written to. */
  isComplete: boolean;
}

/** Points that were taken and wait until every group has archived its log up to there. */
export class PendingPoints {
  private points: readonly PendingPoint[] = [];
  private entering: Promise<void> | undefined;
  private enterAt = 0;

  constructor(private readonly options: PendingPointsOptions) {}

  /** Whether the newest of them should be archived at any moment. */
  get isOnItsWay(): boolean {
    const last = this.points.at(-1);
    return last !== undefined && Date.now() - last.point.at < ON_ITS_WAY_MS;
  }

  get isFull(): boolean {
    return this.points.length >= MOST_PENDING;
  }

  /** The first point whose log files have had their time to be filled; undefined where there is none. */
  get unfilled(): RestorePoint | undefined {
    return this.points.find(
      ({ point, isComplete }) => !isComplete && Date.now() - point.at > FILLING_MS,
    )?.point;
  }

  /** The log files that hold a point are complete. */
  complete(point: RestorePoint): void {
    for (const one of this.points) one.isComplete ||= one.point === point;
  }

  add(point: RestorePoint): void {
    this.points = [...this.points, { point, isDoubted: false, isComplete: false }];
  }

  /** Another manager takes points. */
  forget(): void {
    this.points = [];
  }

  /**
   * After a look at how groups archive: gives up what can't be valid any more, and enters the first point
   * that every group has archived, or that is found in a repository, in the background.
   *
   * @returns whether a point was given up because another primary leads a group
   */
  settle(): boolean {
    const { watch, failed } = this.options;
    for (const one of this.points) {
      one.isDoubted ||= one.point.groups.some(
        ({ group }) => watch.doubtedSince(group) !== undefined,
      );
    }
    const lost = this.points.filter(({ point }) => this.isLost(point));
    for (const { point } of lost) {
      this.remove(point);
      failed(`${point.name} is not valid: a group got another primary before it was archived`);
    }
    const [first] = this.points;
    if (first !== undefined && this.entering === undefined && Date.now() >= this.enterAt) {
      const isTold = this.isArchived(first.point);
      if (isTold || Date.now() - first.point.at > LATE_MS) this.begin(first, isTold);
    }
    return lost.length > 0;
  }

  private isLost({ groups }: RestorePoint): boolean {
    return groups.some(({ group, timeline }) => {
      const seen = this.options.watch.groups.get(group);
      return seen !== undefined && seen.timeline !== timeline;
    });
  }

  private isArchived({ groups }: RestorePoint): boolean {
    return groups.every(({ group, segment }) => {
      const archive = this.options.watch.groups.get(group);
      return archive !== undefined && isArchived(archive, segment);
    });
  }

  private begin(pending: PendingPoint, isTold: boolean): void {
    this.entering = this.enter(pending, isTold)
      .catch((error: unknown) => {
        this.enterAt = Date.now() + RETRY_MS;
        const { message } = error as Error;
        this.options.failed(`${pending.point.name} can't be entered in the catalogue: ${message}`);
      })
      .finally(() => {
        this.entering = undefined;
      });
  }

  /** @param isTold whether every primary says that it is archived */
  private async enter({ point, isDoubted }: PendingPoint, isTold: boolean): Promise<void> {
    const { isHeld, enter, entered, failed } = this.options;
    const isValid = (isTold && !isDoubted) || (await isHeld(point));
    if (!isValid && !isTold) {
      this.enterAt = Date.now() + RETRY_MS;
      return;
    }
    if (isValid) await enter(point);
    this.remove(point);
    if (isValid) entered(point);
    else failed(`${point.name} is not valid: the archive lacks log that leads to it`);
  }

  private remove(point: RestorePoint): void {
    this.points = this.points.filter((one) => one.point !== point);
  }
}
