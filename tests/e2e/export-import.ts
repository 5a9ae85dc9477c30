import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { npmRun, npmRunOk } from './project';

/** What the stack's own tests have. */
export interface ExportParts {
  readonly isThere: boolean;
  readonly query: <R extends object>(sql: string) => Promise<R[]>;
  /** Number and contents of the loaded rows. */
  readonly checksum: () => Promise<string>;
  /** Does something while clients write, all of whose acknowledged rows are there afterwards. */
  readonly underWriters: (work: () => Promise<void>) => Promise<void>;
}

const LIMIT_MS = 120_000;

/** A user's own table and view, and what a row added later has to look like. */
const DEPOTS = 500;
const MAKE = `
  CREATE TABLE depots (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
  CREATE VIEW late_depots AS SELECT name FROM depots WHERE id > ${DEPOTS - 10};
  INSERT INTO depots (name) SELECT 'depot "' || n || E'"\\t\\\\' FROM generate_series(1, ${DEPOTS}) n`;
const READ = `
  SELECT (SELECT md5(string_agg(d::text, ';' ORDER BY id)) FROM depots d) AS depots,
    (SELECT count(*)::int FROM late_depots) AS late`;

/** Exports a stack under writers, and imports it again in the place of what was removed. */
export function describeExport(stack: string, parts: ExportParts): void {
  const { isThere, query, checksum, underWriters } = parts;
  const onStack = ['--stack', stack];

  it.skipIf(!isThere)(
    'what it holds goes into files under writers, and out of them whole',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'citus-cluster-export-'));
      try {
        await query(MAKE);
        const [before, loaded] = [await query(READ), await checksum()];
        await underWriters(async () => {
          const said = await npmRunOk('export', '--to', folder, ...onStack);
          expect(said).toMatch(/has 2 tables as of 20\S+Z, all groups within \d+ ms/);
        });

        const refused = await npmRun('import', '--from', folder, ...onStack);
        expect(refused.code).toBe(1);
        expect(refused.stderr).toContain(
          `TABLE public.depots: stack "${stack}" has one of this name`,
        );
        expect(refused.stderr).toContain(`that of stack "${stack}" has rows`);
        expect(await query(READ)).toEqual(before);

        await query('DROP TABLE depots CASCADE; TRUNCATE vehicle_locations');
        await npmRunOk('import', '--from', folder, ...onStack);
        expect(await query(READ)).toEqual(before);
        expect(await checksum()).toBe(loaded);
        const added = await query(`INSERT INTO depots (name) VALUES ('new') RETURNING id::int`);
        expect(added).toEqual([{ id: DEPOTS + 1 }]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    LIMIT_MS,
  );
}
