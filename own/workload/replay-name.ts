import type { Shape } from '../statements/shape';

/** What results call a statement: `select_orders`, or `select_orders_2` where there is one already. */
export function replayName(
  { writes, relations }: Shape,
  others: readonly { readonly name: string }[],
): string {
  const [write] = writes;
  const relation = relations[write?.relation ?? 0];
  const table = relation?.table.replace(/^.*\./, '') ?? '';
  const name = `${write?.kind ?? 'select'}_${table.replace(/\W/g, '_')}`;
  const taken = new Set(others.map((one) => one.name));
  for (let n = 2; taken.has(name); n += 1) {
    if (!taken.has(`${name}_${n}`)) return `${name}_${n}`;
  }
  return name;
}
