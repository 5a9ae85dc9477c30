import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Group } from './topology-group';
import { layoutTopology, type Box, type Edge } from './topology-layout';
import { Frame, Mark } from './topology-marks';
import { topologyView, type KnownCluster } from './topology-view';

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
