import { layOut, topologyGraph } from '@ams/service-bus-model';
import type { FastifyInstance } from 'fastify';

import type { TopologyView } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { subscriptionPath } from '../entities/entity-path.js';
import { topologyOfNamespace } from './topology-of-namespace.js';

/** The drawing of the namespace, as it is now: `/api/topology`. */
export async function topologyRoute(
  app: FastifyInstance,
  { administration, entities }: DashboardContext,
): Promise<void> {
  app.get('/api/topology', async (): Promise<TopologyView> => {
    const [namespace, described] = await Promise.all([administration.getNamespaceProperties(), entities.describe()]);
    const rules = new Map(
      await Promise.all(
        described.flatMap((each) =>
          each.kind === 'subscription'
            ? [entities.rules(each.settings).then((own) => [each.settings, own] as const)]
            : [],
        ),
      ),
    );
    const topology = topologyOfNamespace(namespace, described, (subscription) => rules.get(subscription) ?? []);
    const graph = topologyGraph(topology);
    const { nodes, ...layout } = layOut(graph);
    return { title: graph.title, ...layout, nodes: nodes.map((node) => ({ ...node, entity: entityOfNode(node.id) })) };
  });
}

/** Path of the entity that a box stands for; null for a program. */
function entityOfNode(id: string): string | null {
  const [, kind, name = ''] = /^(queue|topic|subscription):(.+)$/.exec(id) ?? [];
  if (kind !== 'subscription') return kind === undefined ? null : name;
  const slash = name.lastIndexOf('/');
  return subscriptionPath(name.slice(0, slash), name.slice(slash + 1));
}
