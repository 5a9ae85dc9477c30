import type { Box } from './topology-layout';

/** The outline of a part. */
export function Frame({ box, class: name }: { readonly box: Box; readonly class: string }) {
  return (
    <rect
      x={box.x}
      y={box.y}
      width={box.width}
      height={box.height}
      rx={10}
      class={`part ${name}`}
    />
  );
}

/** A filled dot, a cross or a ring: the state without its colour. */
export function Mark(props: { readonly x: number; readonly y: number; readonly tone: string }) {
  const { x, y, tone } = props;
  if (tone === 'good') return <circle cx={x} cy={y} r={4.5} class="mark good" />;
  if (tone === 'unknown') return <circle cx={x} cy={y} r={4} class="mark unknown" />;
  const [l, r, t, b] = [x - 4, x + 4, y - 4, y + 4];
  return <path d={`M${l} ${t}L${r} ${b}M${r} ${t}L${l} ${b}`} class="mark bad" />;
}
