import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { layoutTopology, type Box, type Edge, type GroupBox } from './topology-layout';
import { topologyView, type GroupView, type KnownCluster, type NodeView } from './topology-view';

/** The cluster as it is, drawn as wide as there is room. */
export function Topology({ state }: { readonly state: KnownCluster }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const view = useMemo(() => topologyView(state), [state]);
  const layout = useMemo(() => (width === 0 ? null : layoutTopology(view, width)), [view, width]);
  return (
    <div class="topology" ref={frame}>
      {layout !== null && (
        <svg
          role="img"
          aria-label={view.summary}
          width={layout.width}
          height={layout.height + 2}
          viewBox={`-1 -1 ${layout.width + 2} ${layout.height + 2}`}
        >
          <defs>
            <marker
              id="tip"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8z" class="tip" />
            </marker>
          </defs>
          {layout.edges.map((edge) => (
            <EdgeLine key={`${edge.kind} ${edge.path}`} edge={edge} />
          ))}
          <LoadBalancer box={layout.loadBalancer} endpoints={view.endpoints} />
          <Service box={layout.pooler} name="pooler" tone={view.pooler.tone}>
            <text x={layout.pooler.x + 14} y={layout.pooler.y + 44} class="small">
              {view.pooler.words}
            </text>
          </Service>
          <Service box={layout.manager} name="manager" tone={view.manager.tone}>
            <text x={layout.manager.x + 14} y={layout.manager.y + 44} class="small">
              {view.manager.words}
            </text>
          </Service>
          <Etcd box={layout.etcd} members={view.etcd} />
          {layout.groups.map((box, i) => {
            const group = view.groups[i];
            return group && <Group key={group.name} box={box} group={group} />;
          })}
        </svg>
      )}
    </div>
  );
}

/** The width of an element, 0 before it is known; it follows changes. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const sizes = new ResizeObserver(([entry]) => {
      setWidth(Math.max(0, Math.floor(entry?.contentRect.width ?? 0) - 2));
    });
    sizes.observe(element.current);
    return () => {
      sizes.disconnect();
    };
  }, []);
  return width;
}

function EdgeLine({ edge }: { readonly edge: Edge }) {
  const { kind, path, label } = edge;
  return (
    <g class={`edge ${kind.replace(' ', '-')}`}>
      <path d={path} marker-end="url(#tip)" />
      {label !== null && (
        <text x={label.x} y={label.y} class="small" text-anchor={label.anchor}>
          {label.text}
        </text>
      )}
    </g>
  );
}

function Frame({ box, class: name }: { readonly box: Box; readonly class: string }) {
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

function LoadBalancer(props: {
  readonly box: Box;
  readonly endpoints: ReturnType<typeof topologyView>['endpoints'];
}) {
  const { box, endpoints } = props;
  return (
    <g>
      <Frame box={box} class="service" />
      <text x={box.x + 14} y={box.y + 22} class="title">
        load balancer
      </text>
      {endpoints.map(({ name, port, words, tone }, i) => {
        const y = box.y + 50 + i * 24;
        return (
          <g key={name}>
            <Mark x={box.x + 19} y={y - 4} tone={tone} />
            <text x={box.x + 32} y={y}>
              {name}
            </text>
            <text x={box.x + 104} y={y} class="small number">
              {port}
            </text>
            <text x={box.x + 150} y={y} class={tone === 'bad' ? 'bad' : 'small'}>
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Service(props: {
  readonly box: Box;
  readonly name: string;
  readonly tone: 'good' | 'bad' | 'unknown';
  readonly children: preact.ComponentChildren;
}) {
  const { box, name, tone, children } = props;
  return (
    <g>
      <Frame box={box} class={`service ${tone}`} />
      <Mark x={box.x + 19} y={box.y + 18} tone={tone} />
      <text x={box.x + 32} y={box.y + 22} class="title">
        {name}
      </text>
      {children}
    </g>
  );
}

function Etcd(props: {
  readonly box: Box;
  readonly members: ReturnType<typeof topologyView>['etcd'];
}) {
  const { box, members } = props;
  return (
    <g>
      <Frame box={box} class="service" />
      <text x={box.x + 14} y={box.y + 22} class="title">
        etcd
      </text>
      <text x={box.x + 50} y={box.y + 22} class="small">
        keeps who leads
      </text>
      {members.map(({ name, tone }, i) => {
        const x = box.x + 14 + i * Math.min(96, (box.width - 20) / members.length);
        return (
          <g key={name}>
            <Mark x={x + 5} y={box.y + 45} tone={tone} />
            <text x={x + 18} y={box.y + 49}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Group({ box, group }: { readonly box: GroupBox; readonly group: GroupView }) {
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

/** A filled dot, a cross or a ring: the state without its colour. */
function Mark(props: { readonly x: number; readonly y: number; readonly tone: string }) {
  const { x, y, tone } = props;
  if (tone === 'good') return <circle cx={x} cy={y} r={4.5} class="mark good" />;
  if (tone === 'unknown') return <circle cx={x} cy={y} r={4} class="mark unknown" />;
  const [l, r, t, b] = [x - 4, x + 4, y - 4, y + 4];
  return <path d={`M${l} ${t}L${r} ${b}M${r} ${t}L${l} ${b}`} class="mark bad" />;
}
