import { qualified } from '../export/sql-name';

/** A table as SQL writes it. @param name `schema.table` */
export function sqlTable(name: string): string {
  const [schema, table] = splitName(name);
  return qualified({ schema, name: table });
}

/** Schema and name of `schema.table`. */
export function splitName(name: string): [schema: string, name: string] {
  const at = name.indexOf('.');
  return [name.slice(0, at), name.slice(at + 1)];
}
