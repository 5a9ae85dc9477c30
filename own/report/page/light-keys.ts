/**
 * Marks the foreign keys of the table that is pointed at or has the focus, and the tables at their ends.
 * It takes `pointerover` and `focusin` of an element around drawings.
 */
export function lightKeys({ currentTarget, target }: Event): void {
  const box = (target as Element).closest<SVGElement>('.schema .box');
  const name = box?.dataset['table'];
  for (const drawing of (currentTarget as Element).querySelectorAll('.schema')) {
    const lit = new Set([name]);
    for (const { dataset, classList } of drawing.querySelectorAll<SVGElement>('.key')) {
      const { from, to } = dataset;
      const isLit = name !== undefined && (from === name || to === name);
      classList.toggle('lit', isLit);
      if (isLit) lit.add(from).add(to);
    }
    for (const { dataset, classList } of drawing.querySelectorAll<SVGElement>('.box')) {
      classList.toggle('lit', name !== undefined && lit.has(dataset['table']));
    }
    drawing.classList.toggle('lighting', name !== undefined);
  }
}
