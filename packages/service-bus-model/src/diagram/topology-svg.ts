import type { Topology } from '../topology.js';
import { layOut, sizes, type PlacedEdge, type PlacedNode } from './layout.js';
import { topologyGraph } from './topology-graph.js';

/** Colours for light and dark surroundings: the picture has no background of its own. */
const style = `
  text { font-family: -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328; }
  .name { font-size: 14px; font-weight: 600; }
  .detail { font-size: 11px; fill: #59636e; }
  .namespace { fill: #f6f8fa; stroke: #d1d9e0; }
  .box { stroke-width: 1.5; }
  .queue .box { fill: #ddf4ff; stroke: #0969da; }
  .topic .box { fill: #fbefff; stroke: #8250df; }
  .subscription .box { fill: #ffffff; stroke: #8250df; }
  .sender .box, .receiver .box { fill: #ffffff; stroke: #59636e; }
  path { fill: none; stroke: #59636e; stroke-width: 1.3; }
  path.forward, path.dead-letters { stroke-dasharray: 5 4; }
  path.dead-letters { stroke: #cf222e; }
  marker path { fill: #59636e; stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .detail { fill: #9198a1; }
    .namespace { fill: #151b23; stroke: #3d444d; }
    .queue .box { fill: #0c2d6b; stroke: #4493f8; }
    .topic .box { fill: #3c1e70; stroke: #ab7df8; }
    .subscription .box, .sender .box, .receiver .box { fill: #0d1117; }
    .subscription .box { stroke: #ab7df8; }
    path { stroke: #9198a1; }
    marker path { fill: #9198a1; }
  }
`;

/** The topology as a picture in SVG: who sends on the left, who receives on the right, the namespace between. */
export function topologySvg(topology: Topology): string {
  const graph = topologyGraph(topology);
  const { width, height, namespace, nodes, edges } = layOut(graph);
  const { x, y } = namespace;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" width="${Math.ceil(width)}" height="${Math.ceil(height)}" role="img">`,
    `<title>${escaped(graph.title)}</title>`,
    `<style>${style}</style>`,
    `<defs>${marker('arrow', 8, 'M0,0L8,4L0,8z')}${marker('back', 0, 'M8,0L0,4L8,8z')}</defs>`,
    `<rect class="namespace" x="${x}" y="${y}" width="${namespace.width}" height="${namespace.height}" rx="8"/>`,
    `<text class="detail" x="${x + sizes.padding}" y="${y + 19}">${escaped(graph.title)}</text>`,
    ...edges.map(edgeElement),
    ...nodes.map(nodeElement),
    '</svg>',
    '',
  ].join('\n');
}

function marker(id: string, tip: number, path: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="${tip}" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="${path}"/></marker>`;
}

function edgeElement({ kind, from, to, path }: PlacedEdge): string {
  const start = kind === 'receive and send back' ? ' marker-start="url(#back)"' : '';
  const title = escaped(`${from.replace(/^\w+:/, '')} → ${to.replace(/^\w+:/, '')}: ${kind}`);
  return `<path class="${kind.replaceAll(' ', '-')}" d="${path}" marker-end="url(#arrow)"${start}><title>${title}</title></path>`;
}

function nodeElement({ kind, name, details, x, y, width, height }: PlacedNode): string {
  const centre = x + width / 2;
  const first = y + sizes.padding + sizes.nameHeight - 4;
  const radius = kind === 'sender' || kind === 'receiver' ? height / 2 : 6;
  const text = (className: string, content: string, baseline: number) =>
    `<text class="${className}" x="${centre}" y="${baseline}" text-anchor="middle">${escaped(content)}</text>`;
  return [
    `<g class="${kind}">`,
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`,
    text('name', name, first),
    ...details.map((detail, index) => text('detail', detail, first + (index + 1) * sizes.detailHeight)),
    '</g>',
  ].join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
