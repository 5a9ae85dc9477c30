import { fingerprintSync, normalizeSync, parseSync, scanSync } from 'libpg-query';
import { groupBy } from '../group-by';
import type { Logged } from './read-log';

/** Two parameters of a transaction that always have the same value. */
export interface Link {
  /** Places of the statements in the transaction, from 0, and their parameters, from 0. */
  readonly from: readonly [statement: number, parameter: number];
  readonly to: readonly [statement: number, parameter: number];
}

/** A sequence of statements that transactions were seen to send. */
export interface SeenTransaction {
  /** Names of statements. */
  readonly statements: readonly string[];
  readonly times: number;
  readonly links: readonly Link[];
}

/** What a log tells of how statements belong together. */
export interface SeenTransactions {
  readonly transactions: readonly SeenTransaction[];
  /** All calls of each statement, in transactions or not, by its name. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
}

/** One call of a statement. */
export interface Call {
  readonly name: string;
  /** Of its parameters, by their numbers, as far as the log has them. */
  readonly values: ReadonlyMap<number, string>;
}

/** Sequences that were seen less often are taken for chance. */
const LEAST = 3;

/**
 * Finds the transactions in a log. Those with a statement that is not replayed count without it; those of one
 * statement are none. The parser is loaded.
 *
 * @param nameOf what a statement is called that has the fingerprint
 */
export function seenTransactions(
  log: readonly Logged[],
  nameOf: ReadonlyMap<string, string>,
): SeenTransactions {
  const calls: Call[] = [];
  const sequences: Call[][] = [];
  for (const session of groupBy(log, (one) => one.session).values()) {
    let open: Call[] | undefined;
    for (const { text, values } of session) {
      if (/^\s*(BEGIN|START TRANSACTION)\b/i.test(text)) open = [];
      else if (/^\s*(COMMIT|END)\b/i.test(text)) {
        if (open !== undefined && open.length > 1) sequences.push(open);
        open = undefined;
      } else if (/^\s*(ROLLBACK|ABORT)\s*;?\s*$/i.test(text)) open = undefined;
      else {
        const name = nameOf.get(fingerprintOf(text) ?? '');
        if (name === undefined) continue;
        const call = { name, values: values.size > 0 ? values : constantsIn(text) };
        calls.push(call);
        open?.push(call);
      }
    }
  }
  const alike = groupBy(sequences, (calls) => calls.map(({ name }) => name).join(' '));
  const transactions = [...alike.values()]
    .filter((all) => all.length >= LEAST)
    .map((all) => ({
      statements: (all[0] ?? []).map(({ name }) => name),
      ...{ times: all.length, links: linksIn(all) },
    }));
  return { transactions, calls: groupBy(calls, ({ name }) => name) };
}

/** What texts have in common that differ in their constants; undefined where the parser does not read one. */
export function fingerprintOf(text: string): string | undefined {
  try {
    return fingerprintSync(text);
  } catch {
    return undefined;
  }
}

/**
 * Constants of a text by the numbers that they get when it is normalised, which keeps some, as of `ORDER BY 2`, and
 * takes a minus with what it stands before.
 */
function constantsIn(text: string): Map<number, string> {
  const constants = new Map<number, string>();
  if (parseSync(text).stmts?.length !== 1) return constants;
  const written = tokensOf(text).values();
  for (const token of tokensOf(normalizeSync(text))) {
    const first = written.next().value ?? '';
    const [, number] = /^\$(\d+)$/.exec(token) ?? [];
    // A parameter whose value the log does not have is in both.
    if (number === undefined || first === token) continue;
    const constant = first === '-' ? `-${written.next().value}` : first;
    constants.set(Number(number), unquoted(constant));
  }
  return constants;
}

function unquoted(constant: string): string {
  const [, inner] = /^'(.*)'$/s.exec(constant) ?? [];
  return inner?.replaceAll("''", "'") ?? constant;
}

function tokensOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return scanSync(text).tokens.map(({ start, end }) => bytes.toString('utf8', start, end));
}

/** Parameters that had the value of an earlier one in all transactions, and not the same in each. */
function linksIn(all: readonly (readonly Call[])[]): Link[] {
  const links: Link[] = [];
  const [first = []] = all;
  for (const [later, { values }] of first.entries()) {
    for (const number of values.keys()) {
      const from = earlier(first, later).find(([statement, parameter]) => {
        const pairs = all.map((calls) => [
          calls[statement]?.values.get(parameter),
          calls[later]?.values.get(number),
        ]);
        const isEqual = pairs.every(([one, other]) => one !== undefined && one === other);
        return isEqual && new Set(pairs.map(([one]) => one)).size > 1;
      });
      if (from !== undefined) {
        links.push({ from: [from[0], from[1] - 1], to: [later, number - 1] });
      }
    }
  }
  return links;
}

function earlier(calls: readonly Call[], than: number): (readonly [number, number])[] {
  return calls
    .slice(0, than)
    .flatMap(({ values }, statement) =>
      [...values.keys()].map((number) => [statement, number] as const),
    );
}
