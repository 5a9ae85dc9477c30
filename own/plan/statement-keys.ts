import type { Place, Shape } from '../statements/shape';
import { UnionFind } from './union-find';

/** The distribution columns of a statement's tables, and which of them are equal. */
export class StatementKeys {
  private readonly equal = new UnionFind();
  private readonly bound: ReadonlySet<string>;
  private readonly listed: ReadonlySet<string>;
  private readonly columns: ReadonlyMap<number, string>;
  /** Blocks that name one of the tables. */
  readonly blocks: ReadonlySet<number>;

  constructor(
    private readonly shape: Shape,
    private readonly places: readonly Place[],
  ) {
    for (const [left, right] of shape.equal) this.equal.join(key(left), key(right));
    this.bound = new Set(
      [...shape.bound, ...shape.given].map((place) => this.equal.find(key(place))),
    );
    this.listed = new Set(shape.listed.map((place) => this.equal.find(key(place))));
    this.columns = new Map(places.map((place) => [place.relation, this.equal.find(key(place))]));
    this.blocks = new Set(places.map(({ relation }) => shape.relations[relation]?.block ?? 0));
  }

  has(relation: number): boolean {
    return this.columns.has(relation);
  }

  /** What a table's distribution column is equal to. */
  of(relation: number): string | undefined {
    return this.columns.get(relation);
  }

  relationsIn(block: number): number[] {
    return [...this.columns.keys()].filter((one) => this.shape.relations[one]?.block === block);
  }

  /** Whether a column is equal to a distribution column. */
  isKey(place: Place): boolean {
    return [...this.columns.values()].includes(this.equal.find(key(place)));
  }

  /** Whether each has one value. */
  get areBound(): boolean {
    return [...this.columns.values()].every((one) => this.bound.has(one));
  }

  /** How many different ones there are. */
  get number(): number {
    return new Set(this.columns.values()).size;
  }

  /** Why one shard is not enough. */
  get why(): string {
    const [{ column = '' } = {}] = this.places;
    const hasList = [...this.columns.values()].some((one) => this.listed.has(one));
    return hasList ? `it has several values of ${column}` : `it has no value of ${column}`;
  }

  /** Two tables that are not joined by their distribution columns, in words. */
  get apart(): string {
    const [first, ...others] = this.places;
    const other = others.find((place) => this.of(place.relation) !== this.of(first?.relation ?? 0));
    const named = (place: Place | undefined) =>
      `${this.shape.relations[place?.relation ?? 0]?.table}.${place?.column}`;
    return `${named(first)} is not joined to ${named(other)}`;
  }
}

function key({ relation, column }: Place): string {
  return `${relation} ${column}`;
}
