import type { Block, Place } from './shape';

/** What a column of a result is: a table's column, one value, or neither. */
export type Output = Place | 'value' | undefined;

/** A result's columns by their names, in order. */
export type Outputs = ReadonlyMap<string, Output>;

/** Something in `FROM`. */
export interface Source {
  readonly alias: string;
  readonly outputs: Outputs;
}

/** The names that can be used at one level of a statement. */
export class Scope {
  readonly sources: Source[] = [];
  private readonly withs = new Map<string, Outputs>();

  /**
   * @param block of the level
   * @param around the level around it, whose `WITH` it can use
   * @param seesAround whether it can use that level's columns as well
   */
  constructor(
    readonly block: Block,
    private readonly around?: Scope,
    private readonly seesAround = true,
  ) {}

  /** Makes a `WITH` known. */
  declare(name: string, outputs: Outputs): void {
    this.withs.set(name, outputs);
  }

  /** The result of a `WITH`, of whatever level. */
  findWith(name: string): Outputs | undefined {
    return this.withs.get(name) ?? this.around?.findWith(name);
  }

  /** @param path `[column]`, `[table, column]`, or with a schema before */
  resolve(path: readonly string[]): Output {
    const column = path.at(-1) ?? '';
    const alias = path.at(-2);
    const source = this.sources.find(
      (one) => (alias === undefined || one.alias === alias) && one.outputs.has(column),
    );
    if (source !== undefined) return source.outputs.get(column);
    const outer = this.seesAround ? this.around?.resolve(path) : undefined;
    if (outer !== undefined) this.block.isCorrelated = true;
    return outer;
  }

  /** Columns that a `*` stands for. */
  all(alias: string | undefined): [string, Output][] {
    return this.sources
      .filter((source) => alias === undefined || source.alias === alias)
      .flatMap(({ outputs }) => [...outputs]);
  }
}

/** Outputs under other names, as far as there are some. */
export function renamed(outputs: Outputs, names: readonly string[]): Outputs {
  return new Map([...outputs].map(([name, output], index) => [names[index] ?? name, output]));
}

/** Whether an output is a table's column. */
export function isPlace(output: Output): output is Place {
  return typeof output === 'object';
}
