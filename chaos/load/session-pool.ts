import { Session } from './session';

/**
 * How many sessions are opened at the same time. An outage ends for all clients at once, and those that
 * open more than the machine can within their time limit give up and begin again, for minutes.
 */
const MOST_OPENING = 2;

/** A bounded number of sessions; an arrival that finds none free is dropped, and counted as such. */
export class SessionPool {
  private readonly all: readonly Session[];
  private readonly free: Session[];

  /**
   * @param uri a libpq URI, which is secret
   * @param size most operations at once
   * @param limitMs how long an attempt may take, ms
   */
  constructor(
    uri: string,
    readonly size: number,
    limitMs: number,
  ) {
    this.all = Array.from({ length: size }, () => new Session(uri, limitMs));
    this.free = [...this.all];
  }

  /**
   * A free session, of those that are open the one used last first; undefined where all are at work, or
   * one would have to be opened beside {@link MOST_OPENING} others.
   */
  acquire(): Session | undefined {
    const open = this.free.findLastIndex(({ isOpen }) => isOpen);
    if (open >= 0) return this.free.splice(open, 1)[0];
    const opening = this.all.filter(({ isOpening }) => isOpening).length;
    return opening < MOST_OPENING ? this.free.pop() : undefined;
  }

  /** Gives a session back. */
  release(session: Session): void {
    this.free.push(session);
  }

  /** How many operations are under way. */
  get busy(): number {
    return this.size - this.free.length;
  }

  /** Closes the sessions that are free. */
  close(): void {
    for (const session of this.free) session.discard();
  }
}
