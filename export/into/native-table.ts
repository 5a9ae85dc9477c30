import { escapeIdentifier, escapeLiteral } from 'pg';
import type { DumpEntry } from '../dump-entries';
import type { ExportedTable } from '../manifest';
import { escaped, nameForms, qualified } from '../sql-name';

/** Name that cluster.run_on_shards writes in each command. */
const SHARD = '%1$s';

/** Values of a sequence, which only the coordinator has. */
const NEXT_VALUE = / DEFAULT (nextval\('(?:[^']|'')*'::regclass\))/;

/** A name as a dump has it, with a schema or without. */
const NAME = String.raw`((?:"(?:[^"]|"")+"|[^\s"])+)`;

const ADD_IDENTITY = new RegExp(
  String.raw`ALTER TABLE ${NAME} ALTER COLUMN ${NAME} ADD GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY \(\s*SEQUENCE NAME ${NAME}\s([\s\S]*?)\);`,
);

/** CREATE TABLE of a dump, taken apart. */
interface TableText {
  /** Columns and constraints. */
  readonly body: string;
  /** From the bracket that ends them to the end of the statement. */
  readonly tail: string;
}

/** The statement that makes a table; undefined where the entry has none. */
export function tableText({ sql }: DumpEntry): TableText | undefined {
  const [, body, tail] =
    /CREATE (?:UNLOGGED )?TABLE [^\n]* \(\n([\s\S]*?)\n\)([^;]*);/.exec(sql) ?? [];
  return body === undefined || tail === undefined ? undefined : { body, tail };
}

/** The same table without the partitions that are shards of engine native. */
export function withoutShards(entry: DumpEntry): string {
  return entry.sql.replace(/\n\)\nPARTITION BY HASH \([^;]*\);/, '\n);');
}

/** What makes a sharded table of engine native, and what gives its columns values of sequences. */
export function createSharded(
  entry: DumpEntry,
  table: ExportedTable,
): { readonly create: string; readonly defaults: string[] } {
  const lines = (tableText(entry)?.body ?? '').split('\n');
  const defaults = lines.flatMap((line) => {
    const [, value] = NEXT_VALUE.exec(line) ?? [];
    const [, column] = /^\s*("(?:[^"]|"")+"|\S+)/.exec(line) ?? [];
    if (value === undefined || column === undefined) return [];
    return [`ALTER TABLE ${qualified(table)} ALTER COLUMN ${column} SET DEFAULT ${value}`];
  });
  const body = lines.map((line) => line.replace(NEXT_VALUE, '')).join('\n');
  const values = [table.name, body, table.column ?? ''].map(escapeLiteral);
  return {
    create: `SELECT cluster.create_sharded_table(${values.join(', ')}, ${table.shards ?? 1})`,
    defaults,
  };
}

/**
 * An identity column as one with a sequence of the coordinator: shards would each count for themselves.
 * Undefined for an entry that is none.
 */
export function identityAsSequence({ sql }: DumpEntry): string | undefined {
  const [, table, column, sequence, options] = ADD_IDENTITY.exec(sql) ?? [];
  if (table === undefined || column === undefined || sequence === undefined) return undefined;
  return [
    `CREATE SEQUENCE ${sequence} ${options?.trim() ?? ''}`,
    `ALTER SEQUENCE ${sequence} OWNED BY ${table}.${column}`,
    `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT nextval(${escapeLiteral(sequence)}::regclass)`,
  ].join(';\n');
}

/**
 * An index, key or statistics as each shard has it, under a name of its own: `trips_city_idx` is
 * `trips_0003_city_idx` there, `by_city` is `trips_0003_by_city`.
 */
export function onShards(entry: DumpEntry, table: ExportedTable): string {
  const name = entry.type === 'CONSTRAINT' ? entry.name.slice(table.name.length + 1) : entry.name;
  const rest = name.startsWith(table.name) ? name.slice(table.name.length) : `_${name}`;
  const own = `${SHARD}${rest.toLowerCase().replace(/\W+/g, '_')}`;
  // Both are put in at the end, as what else has a percent sign is text of the user's.
  const [atTable, atName] = ['\u0001', '\u0002'];
  const quoted = escaped(escapeIdentifier(name));
  const command = entry.sql
    .replace(new RegExp(nameForms(table), 'g'), atTable)
    .replace(new RegExp(`(?<![\\w$"])(?:${quoted}|${escaped(name)})(?![\\w$"])`, 'g'), atName)
    .replaceAll('%', '%%')
    .replaceAll(atTable, `public.${SHARD}`)
    .replaceAll(atName, own);
  return `SELECT cluster.run_on_shards(${escapeLiteral(table.name)}, ${escapeLiteral(command)})`;
}
