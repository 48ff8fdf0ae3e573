import type { DiagramEdge, DiagramNode, TopologyGraph } from './topology-graph.js';

/** A box with its place, in pixels from the top left. */
export interface PlacedNode extends DiagramNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line with its path in SVG's notation. */
export interface PlacedEdge extends DiagramEdge {
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The box around queues, topics and subscriptions. */
  readonly namespace: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Sizes in pixels. Widths of characters are those of common sans-serif fonts, rather too wide than too narrow. */
export const sizes = {
  margin: 16,
  gapBetweenColumns: 110,
  gapBetweenRows: 18,
  padding: 12,
  nameHeight: 18,
  detailHeight: 15,
  nameCharacter: 8.4,
  detailCharacter: 6.4,
  namespaceCaption: 30,
} as const;

const columns = [['sender'], ['queue', 'topic'], ['subscription'], ['receiver']] as const;

/**
 * Places a graph in four columns: who sends, queues and topics, subscriptions, who receives. A topic stands in the
 * middle of its subscriptions, a program in the middle of what it uses, as far as boxes do not overlap.
 */
export function layOut(graph: TopologyGraph): Layout {
  const xs = columnsOf(graph.nodes);
  const entities = placeEntities(graph, xs);
  const nodes = [
    ...placePrograms('sender', graph, entities, xs),
    ...entities,
    ...placePrograms('receiver', graph, entities, xs),
  ];
  const shift = sizes.margin + sizes.namespaceCaption - Math.min(...nodes.map(({ y }) => y), 0);
  const placed = nodes.map((node) => ({ ...node, y: node.y + shift }));
  const bottom = Math.max(...placed.map(({ y, height }) => y + height), 0);
  const inside = placed.filter(({ kind }) => kind !== 'sender' && kind !== 'receiver');
  return {
    // The namespace's caption may be wider than what is in it.
    width: Math.max(xs.end, graph.title.length * sizes.detailCharacter + sizes.padding) + sizes.margin,
    height: bottom + 2 * sizes.margin,
    namespace: boxAround(inside),
    nodes: placed,
    edges: route(graph.edges, placed, xs),
  };
}

interface Columns {
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
  readonly end: number;
}

function columnsOf(nodes: readonly DiagramNode[]): Columns {
  const widths = columns.map((kinds) =>
    Math.max(...nodes.filter(({ kind }) => (kinds as readonly string[]).includes(kind)).map(widthOf), 0),
  );
  let end: number = sizes.margin;
  const lefts = widths.map((width) => {
    const left = end;
    // A column without boxes takes no room.
    end += width === 0 ? 0 : width + sizes.gapBetweenColumns;
    return left;
  });
  return { lefts, widths, end: end - sizes.gapBetweenColumns };
}

const columnOf = (kind: DiagramNode['kind']) =>
  columns.findIndex((kinds) => (kinds as readonly string[]).includes(kind));

function widthOf({ name, details }: DiagramNode): number {
  const widest = Math.max(
    name.length * sizes.nameCharacter,
    ...details.map((detail) => detail.length * sizes.detailCharacter),
  );
  return Math.ceil(widest) + 2 * sizes.padding;
}

const heightOf = ({ details }: DiagramNode) =>
  sizes.nameHeight + details.length * sizes.detailHeight + 2 * sizes.padding;

function place(node: DiagramNode, y: number, { lefts, widths }: Columns): PlacedNode {
  const column = columnOf(node.kind);
  return { ...node, x: lefts[column] ?? 0, y, width: widths[column] ?? 0, height: heightOf(node) };
}

function placeEntities({ nodes, edges }: TopologyGraph, xs: Columns): readonly PlacedNode[] {
  const placed: PlacedNode[] = [];
  let y = 0;
  for (const node of nodes.filter(({ kind }) => columnOf(kind) === 1)) {
    const copies = edges.filter(({ from, kind }) => kind === 'copy' && from === node.id).map(({ to }) => to);
    const first = placed.length;
    let below = y;
    for (const subscription of nodes.filter(({ id }) => copies.includes(id))) {
      placed.push(place(subscription, below, xs));
      below += heightOf(subscription) + sizes.gapBetweenRows;
    }
    const row = Math.max(below - y - sizes.gapBetweenRows, heightOf(node));
    const stack = below - y - sizes.gapBetweenRows;
    // Whichever is lower, the topic or the stack of its subscriptions, stands in the middle of the other.
    for (let index = first; index < placed.length; index++) {
      const one = placed[index];
      if (one !== undefined) placed[index] = { ...one, y: one.y + (row - stack) / 2 };
    }
    placed.push(place(node, y + (row - heightOf(node)) / 2, xs));
    y += row + sizes.gapBetweenRows;
  }
  return placed;
}

const middleOf = ({ y, height }: PlacedNode) => y + height / 2;

function placePrograms(
  kind: 'sender' | 'receiver',
  { nodes, edges }: TopologyGraph,
  entities: readonly PlacedNode[],
  xs: Columns,
): readonly PlacedNode[] {
  const wishes = nodes
    .filter((node) => node.kind === kind)
    .map((node) => {
      const used = edges
        .filter(({ from, to }) => from === node.id || to === node.id)
        .flatMap(({ from, to }) => [from, to]);
      const middles = entities.filter(({ id }) => used.includes(id)).map(middleOf);
      const middle = middles.reduce((sum, each) => sum + each, 0) / Math.max(middles.length, 1);
      return place(node, middle - heightOf(node) / 2, xs);
    })
    .sort((one, other) => one.y - other.y);
  return withoutOverlaps(wishes);
}

/** Moves boxes of a column down until none overlaps, and all of them up by half of what the last one had to move. */
function withoutOverlaps(wishes: readonly PlacedNode[]): readonly PlacedNode[] {
  let free = -Infinity;
  const moved = wishes.map((node) => {
    const y = Math.max(node.y, free);
    free = y + node.height + 2 * sizes.gapBetweenRows;
    return { ...node, y };
  });
  const push = (moved.at(-1)?.y ?? 0) - (wishes.at(-1)?.y ?? 0);
  return moved.map((node) => ({ ...node, y: node.y - push / 2 }));
}

function boxAround(nodes: readonly PlacedNode[]): Layout['namespace'] {
  const x = Math.min(...nodes.map(({ x }) => x)) - sizes.margin;
  const y = Math.min(...nodes.map(({ y }) => y)) - sizes.namespaceCaption;
  const right = Math.max(...nodes.map(({ x, width }) => x + width)) + sizes.margin;
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height)) + sizes.margin;
  return nodes.length === 0 ? { x: 0, y: 0, width: 0, height: 0 } : { x, y, width: right - x, height: bottom - y };
}

function route(edges: readonly DiagramEdge[], nodes: readonly PlacedNode[], xs: Columns): readonly PlacedEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ends = edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
  return ends.map(({ edge, from, to }) => {
    const forwards = columnOf(to.kind) > columnOf(from.kind);
    const outgoing = ends
      .filter((end) => end.from === from)
      .sort((one, other) => middleOf(one.to) - middleOf(other.to));
    const incoming = ends
      .filter((end) => end.to === to)
      .sort((one, other) => middleOf(one.from) - middleOf(other.from));
    const y1 = port(
      from,
      outgoing.findIndex((end) => end.edge === edge),
      outgoing.length,
    );
    const y2 = port(
      to,
      incoming.findIndex((end) => end.edge === edge),
      incoming.length,
    );
    const x1 = columnOf(from.kind) > columnOf(to.kind) ? from.x : from.x + from.width;
    const x2 = forwards ? to.x : to.x + to.width;
    return { ...edge, path: forwards ? across(x1, y1, x2, y2, from, to, xs) : back(x1, y1, x2, y2) };
  });
}

/** Where a line meets the side of a box: lines share the side evenly. */
function port({ y, height }: PlacedNode, index: number, count: number): number {
  return y + (height * (index + 1)) / (count + 1);
}

/** A line to a later column runs straight past the columns between, whose rows there are empty, and bends in the last gap. */
function across(x1: number, y1: number, x2: number, y2: number, from: PlacedNode, to: PlacedNode, xs: Columns): string {
  const before = columnOf(to.kind) - 1;
  const passed = before > columnOf(from.kind) && (xs.widths[before] ?? 0) > 0;
  const bend = passed ? (xs.lefts[before] ?? 0) + (xs.widths[before] ?? 0) : x1;
  const middle = (bend + x2) / 2;
  return `M${px(x1)},${px(y1)}H${px(bend)}C${px(middle)},${px(y1)} ${px(middle)},${px(y2)} ${px(x2)},${px(y2)}`;
}

/** A line within a column, or to an earlier one, bends out to the right of its target. */
function back(x1: number, y1: number, x2: number, y2: number): string {
  const out = x2 + sizes.gapBetweenColumns / 2;
  return `M${px(x1)},${px(y1)}C${px(out)},${px(y1)} ${px(out)},${px(y2)} ${px(x2)},${px(y2)}`;
}

const px = (value: number) => String(Math.round(value));
