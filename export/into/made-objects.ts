import { messageOf } from '../../words/message-of';
import type { Makers } from './makers';
import type { Step } from './step';

/** SQLSTATEs of what is there already: table, object, function, schema, second primary key. */
const THERE_ALREADY = new Set(['42P07', '42710', '42723', '42P06', '42P16']);

/** SQLSTATEs of what an engine does not have, of rows that break a key, of what can't be so. */
const REFUSED = /^(0A|23|42)/;

/** What removes something that was made. */
export interface Undo {
  readonly node: string;
  readonly what: string;
  readonly sql: string;
}

/** Makes things, and knows how to remove what it has made. */
export class MadeObjects {
  private readonly undos: Undo[] = [];
  private readonly refused: string[] = [];

  /** Removes what was made, the last of it first. */
  get removal(): readonly Undo[] {
    return this.undos.toReversed();
  }

  /** Steps that may fail and did, and why. */
  get leftOut(): readonly string[] {
    return this.refused;
  }

  /**
   * Runs a step on its nodes.
   *
   * @throws Error that names the step
   */
  async make(step: Step, makers: Makers): Promise<void> {
    const { what, sql, on, as, undo, mayExist, mayFail = false } = step;
    for (const [index, maker] of makers.entries()) {
      if (index > 0 && on === 'coordinator') return;
      try {
        await maker[as].query(sql);
      } catch (error) {
        const { code = '' } = error as { code?: string };
        // Routines of tables are of no use to workers, where these are not.
        if (THERE_ALREADY.has(code) && (mayExist || index > 0)) continue;
        if (index > 0 && undo?.startsWith('DROP ROUTINE') === true) continue;
        if (mayFail && REFUSED.test(code)) {
          this.refused.push(`${what}: ${messageOf(error)}`);
          return;
        }
        throw new Error(`${what} on ${maker.node}: ${messageOf(error)}`, { cause: error });
      }
      if (undo !== undefined) this.remember(maker.node, what, undo);
    }
  }

  /** Has something undone as well, should it come to that. */
  remember(node: string, what: string, sql: string): void {
    this.undos.push({ node, what, sql });
  }
}
