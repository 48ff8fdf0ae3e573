import type { EntitySummary, TopologyView } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { alerts, entityOf } from '../../live/live-store.js';
import { nodeState } from './node-state.js';

type Node = TopologyView['nodes'][number];

/** Room that live counts take below a box's own lines, in pixels. */
const countsHeight = 18;
const firstLine = 25;
const lineHeight = 15;

/** How far the drawing shrinks into a narrow page: its smallest letters can still be read. Past that it scrolls. */
const leastScale = 0.85;

/** The drawing, with live counts on its boxes. It scrolls in its own frame where the page is too narrow for it. */
export function TopologyDrawing({ topology }: { readonly topology: TopologyView }) {
  const { title, width, height, namespace, nodes, edges } = topology;
  return (
    <div class="topology" tabIndex={0} role="group" aria-label="Drawing of the topology">
      <svg
        viewBox={`0 0 ${width} ${height + countsHeight}`}
        width={width}
        height={height + countsHeight}
        style={{ minWidth: `${Math.round(width * leastScale)}px` }}
      >
        <title>{title}</title>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0,0L8,4L0,8z" />
          </marker>
          <marker id="arrow-back" viewBox="0 0 8 8" refX="0" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M8,0L0,4L8,8z" />
          </marker>
        </defs>
        <rect class="topology-namespace" {...namespace} rx={6} height={namespace.height + countsHeight} />
        <text class="topology-detail" x={namespace.x + 12} y={namespace.y + 19}>
          {title}
        </text>
        {edges.map(({ from, to, kind, path }) => (
          <path
            key={`${from} ${to} ${kind}`}
            class={`topology-edge ${kind.replaceAll(' ', '-')}`}
            d={path}
            marker-end="url(#arrow)"
            marker-start={kind === 'receive and send back' ? 'url(#arrow-back)' : undefined}
          />
        ))}
        {nodes.map((node) => (
          <TopologyNode key={node.id} node={node} />
        ))}
      </svg>
    </div>
  );
}

function TopologyNode({ node }: { readonly node: Node }) {
  const entity = node.entity === null ? undefined : entityOf(node.entity);
  if (node.entity === null || entity === undefined) return <Box node={node} lines={node.details} />;
  return <EntityNode node={node} entity={entity} />;
}

function EntityNode({ node, entity }: { readonly node: Node; readonly entity: EntitySummary }) {
  const isFiring =
    alerts.value?.alerts.some(({ firing }) => firing.some((place) => place.entity === entity.path)) ?? false;
  const { condition, counts, notes } = nodeState(entity, isFiring);
  return (
    <a href={entityAddress(entity.path)} class={`topology-link ${condition}`}>
      <Box node={node} lines={node.details} counts={counts} note={notes.join(', ')} />
    </a>
  );
}

interface BoxProps {
  readonly node: Node;
  readonly lines: readonly string[];
  readonly counts?: string;
  readonly note?: string;
}

function Box({ node, lines, counts, note }: BoxProps) {
  const { kind, name, x, y, width, height } = node;
  const centre = x + width / 2;
  const isProgram = kind === 'sender' || kind === 'receiver';
  const top = y + firstLine;
  return (
    <g class={`topology-node ${kind}`}>
      <rect x={x} y={y} width={width} height={height} rx={isProgram ? height / 2 : 3} />
      <text class="topology-name" x={centre} y={top} text-anchor="middle">
        {name}
      </text>
      {lines.map((line, index) => (
        <text key={line} class="topology-detail" x={centre} y={top + (index + 1) * lineHeight} text-anchor="middle">
          {line}
        </text>
      ))}
      {counts !== undefined && (
        <text class="topology-counts" x={centre} y={y + height + 14} text-anchor="middle">
          {counts}
        </text>
      )}
      {note !== undefined && (
        <text class="topology-note" x={x + width - 6} y={y + 12} text-anchor="end">
          {note}
        </text>
      )}
    </g>
  );
}
