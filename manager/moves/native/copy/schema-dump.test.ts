import { describe, expect, it } from 'vitest';
import { dumpedStatements } from './schema-dump';

describe('dumpedStatements', () => {
  it("leaves psql's commands and comments out, and bodies whole", () => {
    const text = `--
-- PostgreSQL database dump
--

\\restrict abc

SET lock_timeout = 0;

CREATE FUNCTION public.one() RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT 1;
 SELECT 2;
END;

CREATE FUNCTION public.two() RETURNS void LANGUAGE plpgsql AS $$ BEGIN NULL; END; $$;

\\unrestrict abc
`;
    expect(dumpedStatements(text)).toEqual([
      'SET lock_timeout = 0',
      'CREATE FUNCTION public.one() RETURNS integer\n    LANGUAGE sql\n    BEGIN ATOMIC\n SELECT 1;\nSELECT 2;\nEND',
      'CREATE FUNCTION public.two() RETURNS void LANGUAGE plpgsql AS $$ BEGIN NULL; END; $$',
    ]);
  });
});
