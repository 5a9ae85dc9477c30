import { expect, it } from 'vitest';
import { dumpEntries, dumpText } from './dump-entries';

const heading = (name: string, type: string): string =>
  `--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: -\n--\n\n`;

it('takes a dump apart by its objects, without settings and commands of psql', () => {
  const text = [
    '--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET statement_timeout = 0;\n\n',
    `${heading('trips', 'TABLE')}CREATE TABLE public.trips (\n    id bigint\n);\n\n\n`,
    `${heading('f(integer)', 'FUNCTION')}CREATE FUNCTION public.f(n integer) AS $$ SELECT 1; -- Name: x\n$$;\n\n`,
    '--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n',
  ].join('');
  const entries = dumpEntries(text);
  expect(entries).toEqual([
    {
      ...{ name: 'trips', type: 'TABLE', schema: 'public' },
      sql: 'CREATE TABLE public.trips (\n    id bigint\n);',
    },
    {
      ...{ name: 'f(integer)', type: 'FUNCTION', schema: 'public' },
      sql: 'CREATE FUNCTION public.f(n integer) AS $$ SELECT 1; -- Name: x\n$$;',
    },
  ]);
  expect(dumpEntries(dumpText(entries))).toEqual(entries);
});
