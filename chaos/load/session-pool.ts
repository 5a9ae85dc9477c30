import { Session } from './session';

/** A bounded number of sessions; an arrival that finds none free is dropped, and counted as such. */
export class SessionPool {
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
    this.free = Array.from({ length: size }, () => new Session(uri, limitMs));
  }

  /** A free session, the one used last first; undefined where all are at work. */
  acquire(): Session | undefined {
    return this.free.pop();
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
