import { escapeIdentifier } from 'pg';

/** Something in a schema. */
export interface SqlName {
  readonly schema: string;
  readonly name: string;
}

/** A name as SQL writes it, e.g. `"public"."trips"`. */
export function qualified({ schema, name }: SqlName): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
}

/** A name as pg_dump writes it: quoted only where it must be, e.g. `public.trips`. */
export function dumpedName({ schema, name }: SqlName): string {
  return `${dumpedIdentifier(schema)}.${dumpedIdentifier(name)}`;
}

/** An identifier as pg_dump writes it. Keywords that it quotes as well are found quoted: see {@link nameForms}. */
function dumpedIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : escapeIdentifier(name);
}

/** How a dump may write a name, as a regular expression that stands for nothing longer. */
export function nameForms({ schema, name }: SqlName): string {
  const form = (part: string): string =>
    `(?:${escaped(escapeIdentifier(part))}|${escaped(dumpedIdentifier(part))})`;
  return `(?<![\\w$."])${form(schema)}\\.${form(name)}(?![\\w$"])`;
}

/** Text as a regular expression that finds it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
