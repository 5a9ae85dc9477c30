import { drawApart } from './draw-apart';
import { freshValue } from './fresh-value';
import { transaction, type Operation, type Statement, type StatementContext } from './operation';
import { openPool } from './pool';
import {
  isDrawnApart,
  type ParameterSet,
  type RecordedWorkload,
  type ReplayedStatement,
} from './recorded-workload';
import type { Scenario, WeightedOperation } from './scenario';

/** No statement is held to a number of rows: users' rows come and go. */
const ANY_ROWS = [0, Number.MAX_SAFE_INTEGER] as const;

/**
 * The scenario that replays a recorded workload.
 *
 * @param folder of its file, absolute; pools are in its folder `pools`
 */
export function workloadScenario(recorded: RecordedWorkload, folder: string): Scenario {
  const poolOf = <T>(name: string) => openPool<T>(`${folder}/pools/${name}.json`);
  const byName = new Map(recorded.statements.map((one) => [one.name, one]));
  const alone = recorded.statements
    .filter(({ weight }) => weight > 0)
    .map((recording): WeightedOperation => {
      const { name, routing, weight } = recording;
      const draw = drawOf(poolOf<ParameterSet>(name), [recording], (set) => [set]);
      const operation: Operation = {
        ...{ name, class: recording.class, routing, description: recording.sql, roundTrips: 1 },
        statement: (context) => {
          const made = statementOf(recording, draw(context), context);
          return { ...made.statement, undo: made.undo };
        },
      };
      return { operation, weight };
    });
  const together = recorded.transactions.map(({ name, weight, statements }): WeightedOperation => {
    const parts = statements.flatMap((part) => byName.get(part) ?? []);
    const draw = drawOf(poolOf<readonly ParameterSet[]>(name), parts, (sets) => sets);
    const operation: Operation = {
      ...{ name, class: 'write', roundTrips: parts.length + 2 },
      description: `a transaction of ${statements.join(', ')}`,
      routing: parts.every(({ routing }) => routing === 'single-shard')
        ? 'single-shard'
        : 'multi-shard',
      statement: (context) => {
        const sets = draw(context);
        const made = parts.map((part, i) => statementOf(part, sets[i] ?? [], context));
        const undo = made.flatMap((one) => one.undo).reverse();
        return { ...transaction(made.map(({ statement }) => statement)), undo };
      },
    };
    return { operation, weight };
  });
  return {
    description: 'a workload that was recorded elsewhere',
    tables: [],
    hasOwnValues: true,
    order: 'spread',
    mix: () => [...alone, ...together],
  };
}

/** How values of some statements are drawn together. @param setsOf those of an item, a set a statement */
function drawOf<T>(
  pool: readonly T[],
  statements: readonly ReplayedStatement[],
  setsOf: (item: T) => readonly ParameterSet[],
): (context: StatementContext) => T {
  const apart = statements.findIndex(isDrawnApart);
  if (apart === -1) return ({ random }) => random.pick(pool);
  const indexes = statements[apart]?.undo?.indexes ?? [];
  return drawApart(pool, (item) => indexes.map((index) => setsOf(item)[apart]?.[index]).join());
}

function statementOf(
  { sql, parameters, fresh, undo }: ReplayedStatement,
  drawn: ParameterSet,
  context: StatementContext,
): { statement: Statement; undo: Statement[] } {
  const set = [...drawn];
  for (const one of fresh) set[one.index] = freshValue(one, set[one.index] ?? null, context);
  const values = (indexes: readonly number[]) => indexes.map((index) => set[index] ?? null);
  return {
    statement: { sql, parameters: set.slice(0, parameters), rows: ANY_ROWS },
    undo: undo ? [{ sql: undo.sql, parameters: values(undo.indexes), rows: ANY_ROWS }] : [],
  };
}
