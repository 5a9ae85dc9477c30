/** Things of which some are said to be alike, and so all that are linked by that. */
export class UnionFind {
  private readonly parents = new Map<string, string>();

  /** The name of what is alike; one that nothing was said of is like itself. */
  find(one: string): string {
    const parent = this.parents.get(one) ?? one;
    if (parent === one) return one;
    const root = this.find(parent);
    this.parents.set(one, root);
    return root;
  }

  /** Says that two are alike. */
  join(one: string, other: string): void {
    this.parents.set(this.find(one), this.find(other));
  }
}
