import type { Client } from 'pg';
import { messageOf } from '../../words/message-of';
import type { Step } from './step';

/** SQLSTATEs of what is there already: table, object, function, schema, second primary key. */
const THERE_ALREADY = new Set(['42P07', '42710', '42723', '42P06', '42P16']);

/** A node that things are made on, and the sessions for it. */
export interface Maker {
  readonly node: string;
  readonly owner: Client;
  readonly superuser: Client;
}

/** Makes things, and knows how to remove what it has made. */
export class MadeObjects {
  private readonly undos: { readonly node: string; readonly what: string; readonly sql: string }[] =
    [];

  /**
   * Runs a step on its nodes.
   *
   * @param makers the coordinator's first
   * @throws Error that names the step
   */
  async make(step: Step, makers: readonly Maker[]): Promise<void> {
    const { what, sql, on, as, undo, mayExist } = step;
    for (const [index, maker] of makers.entries()) {
      if (index > 0 && on === 'coordinator') return;
      try {
        await maker[as].query(sql);
      } catch (error) {
        const { code = '' } = error as { code?: string };
        // Routines of tables are of no use to workers, where these are not.
        if (THERE_ALREADY.has(code) && (mayExist || index > 0)) continue;
        if (index > 0 && undo?.startsWith('DROP ROUTINE') === true) continue;
        throw new Error(`${what} on ${maker.node}: ${messageOf(error)}`, { cause: error });
      }
      if (undo !== undefined) this.undos.push({ node: maker.node, what, sql: undo });
    }
  }

  /** Has something undone as well, should it come to that, on the coordinator. */
  remember(node: string, what: string, sql: string): void {
    this.undos.push({ node, what, sql });
  }

  /** Removes what was made, the last of it first. @returns what could not be removed */
  async removeAll(makers: readonly Maker[]): Promise<string[]> {
    const left: string[] = [];
    for (const { node, what, sql } of this.undos.splice(0).reverse()) {
      const maker = makers.find((one) => one.node === node);
      try {
        await maker?.owner.query(sql);
      } catch (error) {
        left.push(`${what} on ${node}: ${messageOf(error)}`);
      }
    }
    return left;
  }
}
