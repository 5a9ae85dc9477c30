import type { Node } from 'libpg-query';

/** Names of PostgreSQL's parse nodes. */
type Kind = Node extends infer One ? (One extends unknown ? keyof One : never) : never;
type Of<K extends Kind> =
  Extract<Node, Record<K, unknown>> extends Record<K, infer What> ? What : never;

/** A parse node as what it is named; undefined of another kind. */
export function as<K extends Kind>(node: Node | undefined, kind: K): Of<K> | undefined {
  return (node as Record<string, unknown> | undefined)?.[kind] as Of<K> | undefined;
}

/** Names in a list of parse nodes, e.g. `schema` and `table`; what is no name is left out. */
export function namesIn(nodes: readonly Node[] = []): string[] {
  return nodes.flatMap((node) => as(node, 'String')?.sval ?? []);
}

/** Calls `visit` for each parse node of an expression, outermost first, unless it says not to go deeper. */
export function walk(tree: unknown, visit: (node: Node) => 'stop' | undefined): void {
  if (Array.isArray(tree)) {
    for (const one of tree) walk(one, visit);
  } else if (typeof tree === 'object' && tree !== null && visit(tree as Node) !== 'stop') {
    for (const part of Object.values(tree)) walk(part, visit);
  }
}
