import { messageOf } from '../../words/message-of';

/** What could not be collected. A collector that fails never fails the run. */
export class Warnings {
  private readonly failures = new Map<string, { readonly first: string; more: number }>();

  /** Adds a failure. Of several of one kind the first one's text is kept. */
  add(what: string, error: unknown): void {
    const failure = this.failures.get(what);
    if (failure === undefined) this.failures.set(what, { first: messageOf(error).trim(), more: 0 });
    else failure.more += 1;
  }

  /** A line for each kind of failure, in the order they came. */
  get lines(): string[] {
    return [...this.failures].map(
      ([what, { first, more }]) => `${what}: ${first}${more === 0 ? '' : ` (and ${more} more)`}`,
    );
  }

  /**
   * Does something that may fail.
   *
   * @param what names it in the warning, e.g. `plans`
   * @returns null if it failed
   */
  async softly<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.add(what, error);
      return null;
    }
  }
}
