import { escapeIdentifier } from 'pg';
import type { FreshParameter, Undo } from '../../k6-scripts/lib/recorded-workload';
import type { Use } from '../plan/workload';
import type { Table } from '../profile';
import type { Shape } from '../statements/shape';
import { sqlTable } from '../sql-table';
import { drawRows } from './draw-rows';
import { fit } from './fit-sets';
import { freshValues } from './fresh-values';
import { hasArrays, makeSets, type ParameterTexts } from './make-sets';
import { refusalOf, type CopySession } from './open-copy';
import { isPattern, patternOf, PATTERNS_TO_TRY } from './patterns';
import { replayableText, withType } from './replayable-text';
import { writingReplay } from './writing-replay';

/** Sets of values that a statement gets, and one that takes rows away, which are kept in them. */
const SETS = 1000;
const DELETING_SETS = 200;
/** Of these, how many are tried for each choice, and at the end. */
const TRIED = 5;
const VERIFIED = 20;
/** Longest that choices of a statement are tried, and that another set is begun for one choice, ms. */
const BUDGET_MS = 20_000;
const CHOICE_MS = 500;
/** Lengths of arrays to try. What is tried for 0 is the length. */
const LENGTHS = ['1', '2', '5', '10', '20', '50', '100'];

/** What constants may have been that no column is compared with, the likeliest first. */
const LOOSE_TYPES = ['numeric', 'integer', 'interval'];

/** How a statement is replayed. */
export interface Recorded {
  readonly sql: string;
  readonly types: readonly string[];
  readonly sets: readonly ParameterTexts[];
  readonly fresh: readonly FreshParameter[];
  readonly undo: Undo | null;
  /** The table that it adds rows to, if it does. */
  readonly grows: string | undefined;
  /** With the sets. */
  readonly rowsPerCall: number;
}

/**
 * Finds values for a statement in a copy of its database, and how its writes are undone.
 *
 * @param rowsPerCall as they were recorded
 * @returns why it can't be replayed
 */
export async function recordStatement(
  copy: CopySession,
  { text, shape }: Pick<Use, 'text' | 'shape'>,
  tables: ReadonlyMap<string, Table>,
  rowsPerCall: number,
): Promise<Recorded | { readonly why: string }> {
  const bare = replayableText(text);
  const typed = await typedText(copy, bare, shape);
  if ('why' in typed) return typed;
  const { sql, types } = typed;
  const writing = writingReplay(bare, { shape, parameters: types.length }, tables);
  if ('why' in writing) return writing;
  const { undo, condition, deleted, grows } = writing;
  const main = tables.get(shape.relations[0]?.table ?? '');
  const rows = deleted === undefined ? SETS : DELETING_SETS;
  const drawing = { text: bare, shape, types, rows, condition, main };
  const found = await drawRows(copy, drawing, tables, rowsPerCall);
  if ('why' in found) return found;
  const fresh = await withStart(copy, shape, writing.fresh);
  const choices = new Map(found.choices);
  if (hasArrays(shape, types)) choices.set(0, LENGTHS);
  const drawn = new Set(found.drawn.flatMap(({ numbers }) => numbers));
  const patterns = shape.parameters.filter(
    ({ number, operator, isWhole }) => isWhole && isPattern(operator) && drawn.has(number),
  );
  for (const { number } of patterns) choices.set(number, PATTERNS_TO_TRY);

  const setsWith = (choice: ReadonlyMap<number, string>): ParameterTexts[] => {
    const values = new Map([...found.fixed, ...choice]);
    const length = Number(choice.get(0) ?? 1);
    const sets = makeSets(shape, types, found.drawn, values, length);
    return patterns.length === 0 ? sets : sets.map((set) => withPatterns(set, patterns, choice));
  };
  const meanRows = async (sets: readonly ParameterTexts[]): Promise<number> => {
    let [sum, asked] = [0, 0];
    const enoughMs = Date.now() + CHOICE_MS;
    for (const set of sets) {
      sum += await copy.rowsOf(sql, freshValues(set, fresh));
      asked += 1;
      if (Date.now() > enoughMs) break;
    }
    return sum / asked;
  };
  const lastMs = Date.now() + BUDGET_MS;
  const choice = await fit(choices, rowsPerCall, (one) =>
    Date.now() > lastMs
      ? Promise.resolve(undefined)
      : unlessRefused(() => meanRows(spaced(setsWith(one), TRIED))),
  );
  const sets = setsWith(choice);
  try {
    const replayed = await meanRows(spaced(sets, VERIFIED));
    const kept = deleted === undefined ? sets : await withRows(copy, deleted, sets);
    return { ...{ sql, types, fresh, undo, grows }, sets: kept, rowsPerCall: replayed };
  } catch (error) {
    return { why: `the server refuses it with SQLSTATE ${refusalOf(error)}` };
  }
}

/** A set whose values for some parameters are patterns that these match. */
function withPatterns(
  set: ParameterTexts,
  patterns: readonly { readonly number: number }[],
  forms: ReadonlyMap<number, string>,
): ParameterTexts {
  const made = [...set];
  for (const { number } of patterns) {
    const value = set[number - 1] ?? null;
    made[number - 1] = value === null ? null : patternOf(forms.get(number) ?? '', value);
  }
  return made;
}

/** What the server takes: the text, or, of a statement that only reads, one with a type for what has none. */
async function typedText(
  copy: CopySession,
  text: string,
  shape: Shape,
): Promise<{ readonly sql: string; readonly types: readonly string[] } | { readonly why: string }> {
  const types = await typesOf(copy, text);
  if (!('why' in types)) return { sql: text, types };
  for (const type of shape.writes.length === 0 ? LOOSE_TYPES : []) {
    const sql = withType(text, shape, type);
    const found = await typesOf(copy, sql);
    if (!('why' in found)) return { sql, types: found };
  }
  return types;
}

/** Types of the parameters, as the server finds them. */
async function typesOf(
  copy: CopySession,
  sql: string,
): Promise<readonly string[] | { readonly why: string }> {
  try {
    await copy.texts(`PREPARE own_types AS ${sql}`);
    const rows = await copy.texts(
      `SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'own_types'`,
    );
    await copy.texts('DEALLOCATE own_types');
    return rows.map(([type]) => type ?? 'text');
  } catch (error) {
    const code = refusalOf(error);
    return { why: `it can't be prepared: ${(error as Error).message} (SQLSTATE ${code})` };
  }
}

/** Integers go on where those of the table end. */
async function withStart(
  copy: CopySession,
  { relations, parameters }: Shape,
  fresh: readonly Omit<FreshParameter, 'from'>[],
): Promise<FreshParameter[]> {
  const all: FreshParameter[] = [];
  for (const one of fresh) {
    let from = 0;
    const place = parameters.find(({ number }) => number === one.index + 1);
    if (one.kind === 'integer' && place !== undefined) {
      const table = sqlTable(relations[place.relation]?.table ?? '');
      const [row] = await copy.texts(
        `SELECT coalesce(max(${escapeIdentifier(place.column)}), 0)::text FROM ${table}`,
      );
      from = Number(row?.[0] ?? 0) + 1;
    }
    all.push({ ...one, from });
  }
  return all;
}

/** Each set with the rows that the statement takes away by it. */
async function withRows(
  copy: CopySession,
  deleted: string,
  sets: readonly ParameterTexts[],
): Promise<ParameterTexts[]> {
  const all: ParameterTexts[] = [];
  for (const set of sets) {
    const [row] = await copy.texts(deleted, set);
    if (row?.[0] != null) all.push([...set, row[0]]);
  }
  return all;
}

async function unlessRefused(ask: () => Promise<number>): Promise<number | undefined> {
  try {
    return await ask();
  } catch (error) {
    refusalOf(error);
    return undefined;
  }
}

/** Some of a list, from all over it. */
function spaced<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, i) => i % step === 0).slice(0, count);
}
