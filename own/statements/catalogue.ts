import type { Profile, Table } from '../profile';

/** What a name in a statement stands for. */
export type Named =
  | { readonly table: Table }
  | { readonly view: { readonly name: string; readonly text: string | null } };

/** Looks names up as the server does. Partitions stand for the table that they are of. */
export class Catalogue {
  private readonly named = new Map<string, Named>();
  private readonly volatile: ReadonlySet<string>;

  constructor(
    private readonly profile: Pick<Profile, 'tables' | 'views' | 'functions' | 'server'>,
  ) {
    for (const view of profile.views) this.named.set(view.name, { view });
    for (const table of profile.tables) this.named.set(table.name, { table });
    for (const { name, partitionOf } of profile.tables) {
      if (partitionOf !== null) this.named.set(name, { table: this.root(partitionOf) });
    }
    const ownVolatile = profile.functions.filter(({ isVolatile }) => isVolatile);
    this.volatile = new Set([...VOLATILE, ...ownVolatile.map(({ name }) => afterDot(name))]);
  }

  /** @param schema as the statement has it; without one the search path counts, then any schema */
  find(schema: string | undefined, name: string): Named | undefined {
    const { searchPath } = this.profile.server;
    const schemas = schema === undefined ? searchPath : [schema];
    const found = schemas.flatMap((one) => this.named.get(`${one}.${name}`) ?? [])[0];
    if (found !== undefined || schema !== undefined) return found;
    return [...this.named].find(([full]) => afterDot(full) === name)?.[1];
  }

  /** Whether a function gives another value at each call, as far as that is known. */
  isVolatile(functionName: string): boolean {
    return this.volatile.has(functionName);
  }

  private root(name: string): Table {
    const found = this.profile.tables.find((table) => table.name === name);
    if (found === undefined) throw new Error(`${name} has partitions and is no table`);
    return found.partitionOf === null ? found : this.root(found.partitionOf);
  }
}

/** Functions of PostgreSQL itself, and of its usual extension for UUIDs. */
const VOLATILE = [
  'random',
  'clock_timestamp',
  'timeofday',
  'nextval',
  'gen_random_uuid',
  'uuid_generate_v4',
  'uuidv7',
];

/** `orders` of `shop.orders`. */
function afterDot(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
