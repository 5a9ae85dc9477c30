import type { Node } from 'libpg-query';
import type { Catalogue } from './catalogue';
import type { Outputs, Scope } from './scope';
import type { Shape } from './shape';

/** A statement that is being read. */
export interface Reading {
  readonly catalogue: Catalogue;
  /** What was found out so far. */
  readonly shape: Shape;
  /** Results of subqueries in expressions, by their parse nodes. */
  readonly results: Map<unknown, Outputs>;
  /** Reads a statement within it. @returns its result */
  subquery(node: Node | undefined, around: Scope, place: SubqueryPlace): Outputs;
}

/**
 * Where a subquery stands: in an expression; as a `LATERAL` one or a branch of a `UNION`, which see the
 * columns around them; in `FROM` or `WITH`, which do not.
 */
export type SubqueryPlace = 'expression' | 'lateral' | 'apart';
