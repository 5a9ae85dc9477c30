import type { Profile, Statement } from '../profile';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import type { Shape } from '../statements/shape';

/** Calls between the two readings from which on they tell more than the totals do. */
const ENOUGH_CALLS = 1000;

/** A statement that names tables, and what it takes. */
export interface Use {
  readonly id: string;
  readonly text: string;
  readonly shape: Shape;
  /** In the time that the weights are of. */
  readonly calls: number;
  readonly ms: number;
}

/** A statement that can't be planned for. */
export interface Unplanned {
  readonly why: string;
  readonly ms: number;
}

/** The statements that a plan goes by. */
export interface Workload {
  /** `interval`: between the readings; `total`: since the server's statistics were reset. */
  readonly weights: 'interval' | 'total';
  readonly uses: readonly Use[];
  readonly unplanned: readonly Unplanned[];
}

/**
 * Reads a profile's statements. Those that name no table are left out: they run anywhere.
 *
 * The parser is loaded.
 */
export function readWorkload(profile: Profile): Workload {
  const catalogue = new Catalogue(profile);
  const { list } = profile.statements;
  const calls = list.reduce((sum, { interval }) => sum + interval.calls, 0);
  const weights = calls >= ENOUGH_CALLS ? 'interval' : 'total';
  const uses: Use[] = [];
  const unplanned: Unplanned[] = [];
  for (const statement of list) {
    const { calls, ms } = statement[weights];
    if (calls === 0) continue;
    const read = readStatement(statement, catalogue);
    if ('why' in read) unplanned.push({ why: read.why, ms });
    else if (read.shape.relations.length > 0) uses.push({ id: statement.id, ...read, calls, ms });
  }
  return { weights, uses, unplanned };
}

function readStatement(
  { text, instead }: Statement,
  catalogue: Catalogue,
): { text: string; shape: Shape } | { why: string } {
  if (text === null) return { why: instead ?? 'it has no text' };
  const shape = shapeOf(text, catalogue);
  if (shape === undefined) return { why: 'the parser does not read it' };
  const [unknown] = shape.unknown;
  return unknown === undefined
    ? { text, shape }
    : { why: `it names ${unknown}, which is no table that is there` };
}

/** Undefined of a text that was read with its constants, and is not without them. */
function shapeOf(text: string, catalogue: Catalogue): Shape | undefined {
  try {
    return readShape(text, catalogue);
  } catch {
    return undefined;
  }
}
