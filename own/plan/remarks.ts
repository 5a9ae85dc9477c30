import type { Profile } from '../profile';
import { groupBy } from '../group-by';
import { percent } from '../../words/percent';
import type { Workload } from './workload';

/** Schemas with the same tables from which on each is taken for a tenant's. */
const ALIKE = 3;

/** What else a reader should know before believing a plan, a line each. */
export function remarks(
  { server, tables, statements, notes }: Profile,
  workload: Workload,
): string[] {
  const { unplanned, uses } = workload;
  const ms = (all: readonly { readonly ms: number }[]) => all.reduce((sum, one) => sum + one.ms, 0);
  const all = ms(unplanned) + ms(uses) || 1;
  const left = [...groupBy(unplanned, ({ why }) => why)].sort(([, a], [, b]) => ms(b) - ms(a));
  const alike = schemasAlike(tables);
  return [
    ...(uses.length === 0
      ? ['no statement names a table: the plan goes by foreign keys and names alone']
      : []),
    ...left.map(([why, of]) => `${percent(ms(of) / all)} of the time is not planned for: ${why}`),
    ...(statements.forgotten > 0
      ? [
          `pg_stat_statements gave up rare statements ${statements.forgotten} times: raise pg_stat_statements.max`,
        ]
      : []),
    ...(alike.length >= ALIKE
      ? [
          `schemas ${alike.join(', ')} have the same tables: Citus takes each for a tenant by citus.enable_schema_based_sharding`,
        ]
      : []),
    ...(server.hasLargeObjects ? ['large objects stay on the coordinator'] : []),
    ...notes,
  ];
}

function schemasAlike(tables: Profile['tables']): string[] {
  const schemas = groupBy(tables, ({ name }) => name.slice(0, name.indexOf('.')));
  const namesOf = (own: Profile['tables']) =>
    own.map(({ name }) => name.slice(name.indexOf('.'))).join();
  const [most = []] = [...groupBy(schemas, ([, own]) => namesOf(own)).values()].sort(
    (a, b) => b.length - a.length,
  );
  return most.map(([schema]) => schema);
}
