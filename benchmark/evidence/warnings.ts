import { messageOf } from '../../sql/connect';

/** What could not be collected. A collector that fails never fails the run. */
export class Warnings {
  private readonly texts = new Set<string>();

  /** Adds a line; the same one stands once. */
  add(what: string, error: unknown): void {
    this.texts.add(`${what}: ${messageOf(error)}`);
  }

  /** All lines, in the order they came. */
  get lines(): string[] {
    return [...this.texts];
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
