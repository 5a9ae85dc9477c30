import type { Profile, Table } from './profile';

/** Words in names of columns that are likely to tell who somebody is. */
const PERSONAL =
  /(^|_)(name|firstname|lastname|surname|username|nickname|login|e?mail|phone|mobile|fax|street|address|city|zip|zipcode|postcode|iban|passport|ssn|ip)(_|$)/;

/** Types whose values are texts of any form. */
const TEXT = /^(text|character varying|character|bpchar|([\w"]+\.)?citext)\b/;

/** Columns that a copy masks unless its reader says otherwise, `schema.table.column`: by name and type. */
export function personalColumns({ tables }: Pick<Profile, 'tables'>): string[] {
  return tables
    .filter(({ kind, partitionOf }) => /^(table|partitioned)$/.test(kind) && partitionOf === null)
    .flatMap((table) =>
      table.columns
        .filter((column) => isMaskable(column) && PERSONAL.test(column.name.toLowerCase()))
        .map(({ name }) => `${table.name}.${name}`),
    );
}

/** Whether values of a column can be masked. */
export function isMaskable({ type, isGenerated }: Table['columns'][number]): boolean {
  return TEXT.test(type) && !isGenerated;
}
