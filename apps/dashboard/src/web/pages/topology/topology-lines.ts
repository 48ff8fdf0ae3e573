import type { TopologyView } from '../../../api/index.js';

interface TopologyLine {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly entity: string | null;
  /** `send: orders` */
  readonly targets: readonly string[];
}

/** The drawing in words: each box with the lines that leave it. */
export function topologyLines({ nodes, edges }: TopologyView): readonly TopologyLine[] {
  const names = new Map(nodes.map(({ id, entity, name }) => [id, entity ?? name]));
  return nodes.map(({ id, kind, name, entity }) => ({
    id,
    kind,
    name,
    entity,
    targets: edges.filter(({ from }) => from === id).map((edge) => `${edge.kind}: ${names.get(edge.to) ?? edge.to}`),
  }));
}
