export { filterText } from './filter-text.js';
export { layOut, type Layout, type PlacedEdge, type PlacedNode } from './layout.js';
export { topologyGraph, type DiagramEdge, type DiagramNode, type TopologyGraph } from './topology-graph.js';
export { topologyMermaid } from './topology-mermaid.js';
export { topologySvg } from './topology-svg.js';
