import { describe, expect, it } from 'vitest';
import type { DumpEntry } from '../dump-entries';
import { exportedTable, exportOf } from '../exports.fixture';
import { planImport } from './import-plan';
import type { ImportTarget } from './import-target';

const target = (engine: 'citus' | 'native', given: Partial<ImportTarget> = {}): ImportTarget => ({
  ...{ stack: 'other', engine, isSharded: true, hasDataset: false },
  ...{ roles: new Set(['citus']), extensions: new Set(['postgis']), objects: new Set() },
  ...given,
});
const entry = (type: string, name: string, sql: string): DumpEntry => ({
  ...{ type, name, sql, schema: 'public' },
});
const TRIPS = entry(
  'TABLE',
  'trips',
  `CREATE TABLE public.trips (\n    id bigint NOT NULL,\n    n bigint DEFAULT nextval('public.n_seq'::regclass),\n    CONSTRAINT c CHECK ((id > 0))\n)\nPARTITION BY HASH (id);`,
);
const KEY = entry(
  'CONSTRAINT',
  'trips trips_pkey',
  'ALTER TABLE ONLY public.trips\n    ADD CONSTRAINT trips_pkey PRIMARY KEY (id);',
);
const INDEX = entry(
  'INDEX',
  'by_city',
  `CREATE INDEX by_city ON public.trips USING btree (city) WHERE (city ~~ '%x'::text);`,
);
const KEY_TO_CITIES = entry(
  'FK CONSTRAINT',
  'trips trips_city_fkey',
  'ALTER TABLE ONLY public.trips ADD CONSTRAINT trips_city_fkey FOREIGN KEY (city) REFERENCES public.cities(name);',
);
const trips = exportedTable('trips');
const sqlOf = (steps: readonly { sql: string }[]): string[] => steps.map(({ sql }) => sql);

describe('into engine native', () => {
  it('makes sharded tables with its function, and their indexes on the shards', () => {
    const plan = planImport(exportOf('native', [trips]), [TRIPS], [KEY, INDEX], target('native'));
    expect(plan.refused).toEqual([]);
    expect(sqlOf(plan.before)).toEqual([
      `SELECT cluster.create_sharded_table('trips', '    id bigint NOT NULL,\n    n bigint,\n    CONSTRAINT c CHECK ((id > 0))', 'id', 12)`,
      `ALTER TABLE "public"."trips" ALTER COLUMN n SET DEFAULT nextval('public.n_seq'::regclass)`,
    ]);
    expect(plan.before[0]?.undo).toBe(`SELECT cluster.drop_sharded_table('trips')`);
    expect(sqlOf(plan.after)).toEqual([
      `SELECT cluster.run_on_shards('trips', 'ALTER TABLE ONLY public.%1$s\n    ADD CONSTRAINT %1$s_pkey PRIMARY KEY (id);')`,
      `SELECT cluster.run_on_shards('trips', 'CREATE INDEX %1$s_by_city ON public.%1$s USING btree (city) WHERE (city ~~ ''%%x''::text);')`,
    ]);
  });

  it('gives workers what their shards are made of', () => {
    const type = entry('TYPE', 'mood', `CREATE TYPE public.mood AS ENUM ('calm');`);
    const plan = planImport(exportOf('citus', [trips]), [type], [], target('native'));
    expect(plan.before).toMatchObject([
      { on: 'every node', undo: 'DROP TYPE IF EXISTS "public"."mood" CASCADE' },
    ]);
  });

  it.each([
    ['id', 'public.trips_id_seq'],
    ['"the id"', 'public."All Trips_id_seq"'],
  ])('counts identity column %s of a sharded table on the coordinator', (column, sequence) => {
    const identity = entry(
      'SEQUENCE',
      sequence,
      `ALTER TABLE public.trips ALTER COLUMN ${column} ADD GENERATED ALWAYS AS IDENTITY (\n    SEQUENCE NAME ${sequence}\n    START WITH 1\n    CACHE 1\n);`,
    );
    const [step] = planImport(exportOf('citus', [trips]), [identity], [], target('native')).before;
    expect(step?.sql.replace(/\s+/g, ' ')).toBe(
      [
        `CREATE SEQUENCE ${sequence} START WITH 1 CACHE 1;`,
        `ALTER SEQUENCE ${sequence} OWNED BY public.trips.${column};`,
        `ALTER TABLE public.trips ALTER COLUMN ${column} SET DEFAULT nextval('${sequence}'::regclass)`,
      ].join(' '),
    );
  });

  it('names what it has not, and imports the rest without it', () => {
    const plan = planImport(
      exportOf('citus', [trips]),
      [TRIPS],
      [KEY_TO_CITIES, KEY],
      target('native'),
    );
    expect(plan.refused).toEqual([
      expect.objectContaining({ what: 'TABLE trips', canBeLeftOut: false }),
      expect.objectContaining({ what: 'FK CONSTRAINT trips trips_city_fkey', canBeLeftOut: true }),
    ]);
    expect(plan.after).toHaveLength(1);
  });
});

describe('into Citus', () => {
  it('distributes tables before their rows, and makes keys after them', () => {
    const plan = planImport(exportOf('native', [trips]), [TRIPS], [KEY, INDEX], target('citus'));
    expect(plan.refused).toEqual([]);
    expect(sqlOf(plan.before)).toEqual([
      TRIPS.sql.replace('\nPARTITION BY HASH (id)', ''),
      `SELECT create_distributed_table('"public"."trips"', 'id', colocate_with => 'default', shard_count => 12)`,
    ]);
    expect(sqlOf(plan.after)).toEqual([KEY.sql, INDEX.sql]);
  });

  it.each([
    ['ALTER TABLE ONLY public.trips ADD CONSTRAINT u UNIQUE (a, b);'],
    ['ALTER TABLE ONLY public.trips ADD CONSTRAINT u PRIMARY KEY (identity);'],
    ['CREATE UNIQUE INDEX u ON public.trips USING btree (lower(id), a);'],
    ['ALTER TABLE ONLY public.trips ADD CONSTRAINT u EXCLUDE USING gist (id WITH &&);'],
  ])('refuses a key without the distribution column: %s', (sql) => {
    const plan = planImport(
      exportOf('native', [trips]),
      [],
      [entry('CONSTRAINT', 'trips u', sql)],
      target('citus'),
    );
    expect(plan.refused).toEqual([
      {
        ...{ what: 'CONSTRAINT trips u', canBeLeftOut: true },
        why: 'Citus takes it only with the distribution column id in it',
        entry: expect.anything(),
      },
    ]);
  });
});

it('takes every table as one where there are no workers', () => {
  const plan = planImport(
    exportOf('native', [trips]),
    [TRIPS],
    [KEY, KEY_TO_CITIES],
    target('native', { isSharded: false }),
  );
  expect(plan.refused).toEqual([]);
  expect(plan.before[0]?.sql).not.toMatch(/PARTITION BY/);
  expect(sqlOf(plan.after)).toEqual([KEY.sql, KEY_TO_CITIES.sql]);
});

it('refuses a stack that has tables of these names, and rows in the data set', () => {
  const dataset = exportedTable('vehicle_locations', { rows: 5 });
  const plan = planImport(
    exportOf('native', [trips, dataset]),
    [TRIPS],
    [],
    target('native', { objects: new Set(['public.trips']), hasDataset: true }),
  );
  expect(plan.refused.map(({ what }) => what)).toEqual([
    'TABLE public.trips',
    'TABLE public.vehicle_locations',
  ]);
});

it('leaves out grants to roles that the stack lacks, and names them', () => {
  const acl = entry(
    'ACL',
    'TABLE trips',
    'GRANT SELECT ON TABLE public.trips TO reader;\nGRANT ALL ON TABLE public.trips TO citus;',
  );
  const plan = planImport(exportOf('citus', [trips]), [acl], [], target('citus'));
  expect(plan.refused).toMatchObject([{ what: 'grants to role reader', canBeLeftOut: true }]);
  expect(sqlOf(plan.before).slice(0, 1)).toEqual(['GRANT ALL ON TABLE public.trips TO citus;']);
});
