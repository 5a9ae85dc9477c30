import type { TopologyView } from './topology-view';

/** A rectangle, pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A group with its nodes. */
export interface GroupBox extends Box {
  /** Side by side, or one below the other where that is too narrow. */
  readonly nodes: readonly Box[];
  readonly isUpright: boolean;
}

/** A line from one part to another; it has an arrow at its end. */
export interface Edge {
  readonly kind: 'writes' | 'reads' | 'any node' | 'shards';
  readonly path: string;
  /** What is written beside it, and where. */
  readonly label: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly anchor: 'start' | 'end';
  } | null;
}

/** Where everything is drawn. */
export interface TopologyLayout {
  readonly width: number;
  readonly height: number;
  readonly loadBalancer: Box;
  readonly pooler: Box;
  readonly manager: Box;
  readonly etcd: Box;
  readonly groups: readonly GroupBox[];
  readonly edges: readonly Edge[];
}

const GAP = 16;
/** Room for the lines between two rows. */
const ROW_GAP = 46;
const PADDING = 12;
const TITLE = 34;
const NODE_HEIGHT = 64;
/** Room between two nodes for the line from the primary. */
const NODE_GAP = 44;
const NODE_GAP_UPRIGHT = 26;
/** What "synchronous standby" takes, with its margins. */
const LEAST_NODE = 144;
const FOOTER = 30;
const ENDPOINT_LINE = 24;
const SERVICE_HEIGHT = 62;
const LEAST_GROUP = 250;
/** Narrower than this, everything stands in one column. */
const LEAST_WIDE = 720;

/** Places the parts of a cluster within a width. */
export function layoutTopology(view: TopologyView, width: number): TopologyLayout {
  return width < LEAST_WIDE ? oneColumn(view, width) : wide(view, width);
}

const loadBalancerHeight = ({ endpoints }: TopologyView): number =>
  TITLE + endpoints.length * ENDPOINT_LINE + PADDING;

function oneColumn(view: TopologyView, width: number): TopologyLayout {
  let y = 0;
  const place = (height: number, gap: number): Box => {
    const box = { x: 0, y, width, height };
    y += height + gap;
    return box;
  };
  const loadBalancer = place(loadBalancerHeight(view), ROW_GAP);
  const groups = view.groups.map((group, i) => {
    const height = groupHeight(group, width);
    return groupBox(place(height, i === 0 && view.groups.length > 1 ? ROW_GAP : GAP), group);
  });
  const etcd = place(SERVICE_HEIGHT + 8, GAP);
  const pooler = place(SERVICE_HEIGHT, GAP);
  const manager = place(SERVICE_HEIGHT, 0);
  const [coordinator, worker] = groups;
  const middle = width / 2;
  const edges: Edge[] = [];
  if (coordinator !== undefined) {
    edges.push(...clientEdges(view, loadBalancer, coordinator));
    if (worker !== undefined) {
      edges.push(shardEdge(`M${middle} ${bottom(coordinator)}V${worker.y - 2}`));
    }
  }
  return { width, height: y, loadBalancer, pooler, manager, etcd, groups, edges };
}

function wide(view: TopologyView, width: number): TopologyLayout {
  const left = Math.round(width * 0.62);
  const rightX = left + GAP;
  const right = width - rightX;
  // The way to any node passes on the right of the coordinator.
  const lane = view.groups.length > 1 ? 40 : 0;
  const loadBalancer = { x: 0, y: 0, width: left, height: loadBalancerHeight(view) };
  const [first, ...others] = view.groups;
  const secondY = bottom(loadBalancer) + ROW_GAP;
  const coordinatorWidth = left - lane;
  const coordinator =
    first &&
    groupBox(
      { x: 0, y: secondY, width: coordinatorWidth, height: groupHeight(first, coordinatorWidth) },
      first,
    );
  const pooler = { x: rightX, y: 0, width: right, height: SERVICE_HEIGHT };
  const manager = { ...pooler, y: bottom(pooler) + GAP };
  const etcd = { x: rightX, y: secondY, width: right, height: SERVICE_HEIGHT + 8 };

  const thirdY = (coordinator === undefined ? secondY : bottom(coordinator)) + ROW_GAP;
  const fitting = Math.max(1, Math.floor((width + GAP) / (LEAST_GROUP + GAP)));
  const rows = Math.max(1, Math.ceil(others.length / fitting));
  const perRow = Math.ceil(others.length / rows);
  const groupWidth = perRow === 0 ? 0 : (width - (perRow - 1) * GAP) / perRow;
  const height = Math.max(0, ...others.map((group) => groupHeight(group, groupWidth)));
  const workers = others.map((group, i) => {
    const x = (i % perRow) * (groupWidth + GAP);
    const y = thirdY + Math.floor(i / perRow) * (height + GAP);
    return groupBox({ x, y, width: groupWidth, height }, group);
  });
  const groups = coordinator === undefined ? workers : [coordinator, ...workers];
  const edges =
    coordinator === undefined
      ? []
      : [
          ...clientEdges(view, loadBalancer, coordinator),
          ...workerEdges(view, loadBalancer, coordinator, workers.slice(0, perRow)),
        ];
  const total = Math.max(...[etcd, manager, loadBalancer, ...groups].map(bottom));
  return { width, height: total, loadBalancer, pooler, manager, etcd, groups, edges };
}

type Group = TopologyView['groups'][number];

function isUpright({ nodes }: Group, width: number): boolean {
  const room = width - 2 * PADDING - (nodes.length - 1) * NODE_GAP;
  return nodes.length > 1 && room / nodes.length < LEAST_NODE;
}

function groupHeight(group: Group, width: number): number {
  const { length } = group.nodes;
  const nodes = isUpright(group, width)
    ? length * NODE_HEIGHT + (length - 1) * NODE_GAP_UPRIGHT
    : NODE_HEIGHT;
  return TITLE + nodes + PADDING + (group.holding === null ? 0 : FOOTER);
}

function groupBox(box: Box, group: Group): GroupBox {
  const { length } = group.nodes;
  const upright = isUpright(group, box.width);
  const inner = box.width - 2 * PADDING;
  // One node alone is no wider than it would be beside another.
  const width = upright
    ? inner
    : (inner - (Math.max(2, length) - 1) * NODE_GAP) / Math.max(2, length);
  const nodes = group.nodes.map((_, i) => ({
    x: box.x + PADDING + (upright ? 0 : i * (width + NODE_GAP)),
    y: box.y + TITLE + (upright ? i * (NODE_HEIGHT + NODE_GAP_UPRIGHT) : 0),
    width,
    height: NODE_HEIGHT,
  }));
  return { ...box, nodes, isUpright: upright };
}

/** Writes and reads, down to the nodes of the coordinator that take them. */
function clientEdges(view: TopologyView, from: Box, coordinator: GroupBox): Edge[] {
  const nodes = view.groups[0]?.nodes ?? [];
  const ways = view.endpoints.flatMap(({ name, serving }) => {
    const place = nodes.findIndex((node) => serving.includes(node.name));
    const node = coordinator.nodes[place];
    if (name === 'any node' || node === undefined) return [];
    return [{ kind: name as 'writes' | 'reads', middle: node.x + node.width / 2 }];
  });
  const y = coordinator.y - 2;
  return ways.map(({ kind, middle }, i): Edge => {
    // Both may lead to one node, and nodes that stand above each other share their middle.
    const isAlone = ways.filter((other) => other.middle === middle).length === 1;
    const isRight = i > 0;
    const x = isAlone ? middle : middle + (isRight ? 14 : -14);
    return {
      kind,
      path: `M${x} ${bottom(from)}V${y}`,
      label: {
        text: kind,
        x: isRight ? x + 8 : x - 8,
        y: y - ROW_GAP / 2 + 6,
        anchor: isRight ? 'start' : 'end',
      },
    };
  });
}

/** From the coordinator to its shards, and from clients to any node. */
function workerEdges(
  view: TopologyView,
  from: Box,
  coordinator: GroupBox,
  workers: readonly GroupBox[],
): Edge[] {
  if (workers.length === 0) return [];
  const busY = bottom(coordinator) + ROW_GAP - 24;
  const start = coordinator.x + coordinator.width / 2;
  const shards = workers.map((worker) => {
    const x = worker.x + worker.width / 2;
    return shardEdge(`M${start} ${bottom(coordinator)}V${busY}H${x}V${worker.y - 2}`);
  });
  const anyNode = view.endpoints.find(({ name }) => name === 'any node');
  const reachesWorkers = view.groups
    .slice(1)
    .some(({ nodes }) => nodes.some(({ name }) => anyNode?.serving.includes(name) === true));
  if (!reachesWorkers) return shards;
  const lane = coordinator.x + coordinator.width + 20;
  const anyY = busY - 10;
  const ways = workers.map((worker, i): Edge => {
    const x = worker.x + worker.width / 2 + 18;
    return {
      kind: 'any node',
      path: `M${lane} ${bottom(from)}V${anyY}H${x}V${worker.y - 2}`,
      label:
        i > 0
          ? null
          : { text: 'any node', x: lane - 8, y: bottom(from) + ROW_GAP / 2 + 4, anchor: 'end' },
    };
  });
  return [...shards, ...ways];
}

function shardEdge(path: string): Edge {
  return { kind: 'shards', path, label: null };
}

function bottom({ y, height }: Box): number {
  return y + height;
}
