import { expect, it } from 'vitest';
import { tableEntries } from './shard-entries';

it("makes a shard's keys and indexes those of its table, and leaves out what is of the shard alone", () => {
  const of = (type: string, name: string, sql: string) => ({ type, name, sql, schema: 'public' });
  const entries = [
    of(
      'INDEX',
      'trips_0003_city_idx',
      'CREATE INDEX trips_0003_city_idx ON public.trips_0003 (city);',
    ),
    of('CONSTRAINT', 'trips_0003 trips_0003_pkey', 'ALTER TABLE ONLY public.trips_0003 ADD …;'),
    of('INDEX', 'by_city', 'CREATE INDEX by_city ON public.trips_00031 (city);'),
    of('TRIGGER', 'trips_0003 moves', 'CREATE TRIGGER moves ON public.trips_0003 …;'),
  ];
  expect(tableEntries(entries, 'trips_0003', 'trips')).toEqual([
    of('INDEX', 'trips_city_idx', 'CREATE INDEX trips_city_idx ON public.trips (city);'),
    of('CONSTRAINT', 'trips trips_pkey', 'ALTER TABLE ONLY public.trips ADD …;'),
  ]);
});
