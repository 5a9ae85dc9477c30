import { escapeIdentifier } from 'pg';
import type { DumpEntry } from '../dump-entries';
import { qualified } from '../sql-name';

/** Kinds that are removed by their names. */
const BY_NAME = new Set([
  ...['TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'TYPE', 'DOMAIN', 'COLLATION'],
]);
const ROUTINES = new Set(['FUNCTION', 'PROCEDURE', 'AGGREGATE']);

/** What removes an object of a dump; undefined for one that goes with what it belongs to. */
export function undoOf({ type, schema, name, sql }: DumpEntry): string | undefined {
  // The sequence of an identity column is the column's.
  if (type === 'SEQUENCE' && !/^CREATE SEQUENCE/m.test(sql)) return undefined;
  if (BY_NAME.has(type)) return `DROP ${type} IF EXISTS ${qualified({ schema, name })} CASCADE`;
  if (type === 'SHELL TYPE') return `DROP TYPE IF EXISTS ${qualified({ schema, name })} CASCADE`;
  // Not with what somebody else has put into it meanwhile.
  if (type === 'SCHEMA') return `DROP SCHEMA IF EXISTS ${escapeIdentifier(name)}`;
  if (!ROUTINES.has(type)) return undefined;
  const at = name.indexOf('(');
  const routine = qualified({ schema, name: name.slice(0, at) });
  return `DROP ROUTINE IF EXISTS ${routine}${name.slice(at)} CASCADE`;
}
