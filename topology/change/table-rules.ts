import { countOf, listOf, type Change, type ChangeRule, type Judgement } from './change-rule';
import { isKnown } from './existing-cluster';

/** Shards of the data set's table. */
export const SHARD_COUNT = keptByTheTable('shards', ' `npm run reshard` gives it more.');

/** Its distribution column. */
export const DISTRIBUTION_COLUMN = keptByTheTable('distribution column');

function keptByTheTable(what: string, more = ''): ChangeRule {
  return {
    says: `nothing: the table keeps its ${what}.${more} To have it made anew, empty: \`DROP TABLE vehicle_locations\`, then \`npm run up\``,
    judge: ({ existing: { catalogue } }): Judgement =>
      isKnown(catalogue) && catalogue.dataSet === undefined
        ? { effect: 'live', what: 'the table is not there yet' }
        : { effect: 'told', what: `the table that is there keeps its ${what}` },
  };
}

/** Placements of each shard. */
export const REPLICATION_FACTOR: ChangeRule = {
  says: 'nothing to tables that exist: they keep their placements; those that are made from now on get the new number',
  judge: ({ existing: { catalogue } }: Change): Judgement => {
    if (!isKnown(catalogue)) return { effect: 'told', what: 'tables that exist keep theirs' };
    if (catalogue.tables.length === 0) return { effect: 'live', what: 'there is no table yet' };
    const kept = catalogue.tables.map(
      ({ name, factor }) => `${name} keeps ${countOf(factor, 'placement')} a shard`,
    );
    return { effect: 'told', what: listOf(kept) };
  },
};
