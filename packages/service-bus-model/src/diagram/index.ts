export { topologyMermaid } from './topology-mermaid.js';
export { topologySvg } from './topology-svg.js';
