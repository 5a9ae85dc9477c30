import type { Column, ForeignKey, Profile, Statement, Table } from './profile';

/** A table in few words; what is not told is as most tables have it. */
export interface TableWords extends Partial<Omit<Table, 'columns' | 'foreignKeys'>> {
  /** `name type ~N !0.3`: N distinct values, the share of the commonest; type `bigint` by default, and {@link MARKS}. */
  readonly columns: readonly string[];
  readonly rows?: number;
  /** Columns of the primary key; default `id`. */
  readonly primary?: readonly string[];
  /** `customer_id > customers.id`, `tenant_id, order_id > orders.tenant_id, id`. */
  readonly references?: readonly string[];
}

/** Makes a profile of a database that is not there. Tables without a schema are in `public`. */
export function profileOf(
  tables: Readonly<Record<string, TableWords>>,
  statements: readonly (readonly [text: string, calls: number, ms: number])[] = [],
  rest: Partial<Profile> = {},
): Profile {
  const list = Object.entries(tables).map(([name, words]) => tableOf(name, words));
  return {
    format: 1,
    takenAt: '2026-11-28T09:00:00.000Z',
    server: {
      address: 'app@db:5432/shop',
      version: '17.5',
      isStandby: false,
      bytes: list.reduce((sum, { bytes, indexBytes }) => sum + bytes + indexBytes, 0),
      searchPath: ['public'],
      extensions: { pg_stat_statements: '1.11' },
      settings: {},
      hasLargeObjects: false,
    },
    tables: list,
    views: [],
    functions: [],
    statements: {
      intervalMs: 60_000,
      since: '2026-11-01T00:00:00.000Z',
      forgotten: 0,
      list: statements.map(([text, calls, ms], index) =>
        statementOf(String(index), text, calls, ms),
      ),
    },
    notes: [],
    ...rest,
  };
}

function statementOf(id: string, text: string, calls: number, ms: number): Statement {
  const figures = { calls, rows: calls, ms };
  return { id, text, instead: null, total: figures, interval: figures };
}

function tableOf(name: string, words: TableWords): Table {
  const { columns, rows = 1000, primary = ['id'], references = [], ...rest } = words;
  const full = name.includes('.') ? name : `public.${name}`;
  const width = 40 * columns.length;
  return {
    name: full,
    kind: 'table',
    partitionOf: null,
    ...{ inherits: [], partitionedBy: [], indexes: [], triggers: [], rules: [], policies: [] },
    bytes: rows * width,
    indexBytes: rows * 20,
    rows,
    keys:
      primary.length === 0
        ? []
        : [{ name: `${name}_pkey`, kind: 'primary', columns: [...primary] }],
    ...rest,
    columns: columns.map((text) => columnOf(text, primary, rows)),
    foreignKeys: references.map((text, index) => foreignKeyOf(`${name}_fk${index}`, text)),
  };
}

const MARKS = new Set(['null', 'default', 'generated', 'identity', 'nondeterministic']);

function columnOf(text: string, primary: readonly string[], rows: number): Column {
  const [name = '', ...words] = text.split(' ');
  const type = words.find((word) => /^[a-z]/.test(word) && !MARKS.has(word)) ?? 'bigint';
  const number = (mark: string) => Number(words.find((word) => word.startsWith(mark))?.slice(1));
  const isUnique = primary.length === 1 && primary[0] === name;
  return {
    name,
    type,
    notNull: !words.includes('null'),
    hasDefault: words.includes('default'),
    isGenerated: words.includes('generated'),
    isIdentity: words.includes('identity'),
    isHashable: !['json', 'xml', 'point'].includes(type),
    isNondeterministic: words.includes('nondeterministic'),
    statistics: {
      distinct: number('~') || (isUnique ? -1 : Math.max(1, rows / 10)),
      nullShare: words.includes('null') ? 0.2 : 0,
      width: 8,
      commonest: number('!') || 0,
    },
  };
}

function foreignKeyOf(name: string, text: string): ForeignKey {
  const [from = '', target = ''] = text.split(' > ');
  const [table = '', first = ''] = target.split('.');
  const [, ...others] = target.split(', ');
  return {
    name,
    columns: from.split(', '),
    to: `public.${table}`,
    toColumns: [first.split(', ')[0] ?? '', ...others],
    onDelete: 'no action',
    onUpdate: 'no action',
  };
}
