import type { Box, GroupBox } from './topology-layout';
import { Frame, Mark } from './topology-marks';
import type { GroupView, NodeView } from './topology-view';

/** A group: its nodes, the log's way between them, and what it holds. */
export function Group({ box, group }: { readonly box: GroupBox; readonly group: GroupView }) {
  const { name, role, tone, words, nodes, holding } = group;
  const end = box.x + box.width - 14;
  const footer = box.y + box.height - 14;
  return (
    <g>
      <Frame box={box} class={`group ${role} ${tone}`} />
      <text x={box.x + 14} y={box.y + 22} class="title">
        {name}
      </text>
      <text x={end} y={box.y + 22} text-anchor="end" class={tone === 'bad' ? 'bad' : 'small'}>
        {words}
      </text>
      {nodes.map((node, i) => {
        const place = box.nodes[i];
        return place && <Node key={node.name} box={place} node={node} />;
      })}
      <Replication box={box} nodes={nodes} />
      {holding !== null && (
        <g>
          <rect x={box.x + 14} y={footer - 7} width={56} height={6} rx={3} class="share" />
          <rect
            x={box.x + 14}
            y={footer - 7}
            width={Math.max(2, 56 * holding.share)}
            height={6}
            rx={3}
            class="share full"
          />
          <text x={box.x + 80} y={footer} class="small">
            {holding.words}
          </text>
        </g>
      )}
    </g>
  );
}

function Node({ box, node }: { readonly box: Box; readonly node: NodeView }) {
  const { name, tone, isPrimary, role, detail } = node;
  return (
    <g class={`node ${tone}${isPrimary ? ' primary' : ''}`}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
      <Mark x={box.x + 15} y={box.y + 16} tone={tone} />
      <text x={box.x + 27} y={box.y + 20} class="title">
        {name}
      </text>
      <text x={box.x + 11} y={box.y + 38} class="small">
        {role}
      </text>
      <text x={box.x + 11} y={box.y + 54} class={tone === 'bad' ? 'bad' : 'small'}>
        {detail}
      </text>
    </g>
  );
}

/** The log's way from the primary to the standbys beside it; whole where it waits for them. */
function Replication({ box, nodes }: { box: GroupBox; nodes: readonly NodeView[] }) {
  return (
    <>
      {nodes.slice(1).map((right, i) => {
        const left = nodes[i];
        const [a, b] = [box.nodes[i], box.nodes[i + 1]];
        if (left === undefined || a === undefined || b === undefined) return null;
        const standby = left.isPrimary ? right : right.isPrimary ? left : null;
        if (standby?.tone !== 'good') return null;
        const [from, to] = left.isPrimary ? [a, b] : [b, a];
        const line = box.isUpright ? uprightLine(from, to) : levelLine(from, to);
        const kind = standby.synchronous ? 'synchronous' : 'later';
        return (
          <g key={right.name} class={`edge replication ${kind}`}>
            <path d={line.path} marker-end="url(#tip)" />
            <text x={line.x} y={line.y} text-anchor={box.isUpright ? 'start' : 'middle'}>
              {standby.synchronous ? 'sync' : 'async'}
            </text>
          </g>
        );
      })}
    </>
  );
}

function levelLine(from: Box, to: Box) {
  const y = from.y + from.height / 2;
  const forth = from.x < to.x;
  const [start, end] = forth ? [from.x + from.width, to.x - 2] : [from.x, to.x + to.width + 2];
  return { path: `M${start} ${y}H${end}`, x: (start + end) / 2, y: y - 7 };
}

function uprightLine(from: Box, to: Box) {
  const x = from.x + 24;
  const down = from.y < to.y;
  const [start, end] = down ? [from.y + from.height, to.y - 2] : [from.y, to.y + to.height + 2];
  return { path: `M${x} ${start}V${end}`, x: x + 8, y: (start + end) / 2 + 4 };
}
