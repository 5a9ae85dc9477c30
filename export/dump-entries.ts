/** One object of a dump. */
export interface DumpEntry {
  /** As pg_dump names it: of a constraint, trigger or policy with its table in front. */
  readonly name: string;
  /** `TABLE`, `VIEW`, `INDEX`, `FK CONSTRAINT`, … */
  readonly type: string;
  /** `-` where it has none. */
  readonly schema: string;
  /** What makes it: one or more statements. */
  readonly sql: string;
}

/** What pg_dump writes above each object. */
const HEADING = /^--\n-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*\n--\n/gm;

/** A dump in pieces; psql's own commands and the settings at its top are left out. */
export function dumpEntries(text: string): DumpEntry[] {
  const headings = [...text.matchAll(HEADING)];
  return headings.map((heading, index) => {
    const [all, name = '', type = '', schema = ''] = heading;
    const body = text.slice(heading.index + all.length, headings[index + 1]?.index);
    const sql = body
      .replace(/^\\(un)?restrict .*$/gm, '')
      .replace(/^--\n-- PostgreSQL database dump complete\n--\n/m, '')
      .trim();
    return { name, type, schema, sql };
  });
}

/** Pieces as pg_dump writes them. */
export function dumpText(entries: readonly DumpEntry[]): string {
  return entries
    .map(
      ({ name, type, schema, sql }) =>
        `--\n-- Name: ${name}; Type: ${type}; Schema: ${schema}; Owner: -\n--\n\n${sql}\n`,
    )
    .join('\n\n');
}
