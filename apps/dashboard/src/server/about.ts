import { problemOf } from '@ams/messaging-runtime';
import type { FastifyInstance } from 'fastify';

import type { About } from '../api/index.js';
import type { DashboardContext } from './context.js';

/** What the page has to know before all else: `/api/about`. It is answered while the namespace is away, too. */
export async function aboutRoute(app: FastifyInstance, context: DashboardContext): Promise<void> {
  const { environment, names, administration, readOnly, monitor, client, log } = context;
  let known: Pick<About, 'namespace' | 'sku'> | undefined;

  async function namespace(): Promise<Pick<About, 'namespace' | 'sku'>> {
    if (known !== undefined) return known;
    try {
      const { name, messagingSku } = await administration.getNamespaceProperties({
        requestOptions: { timeout: 3_000 },
      });
      known = { namespace: name, sku: messagingSku };
      return known;
    } catch (error) {
      log.warn({ problem: problemOf(error) }, 'the namespace does not say what it is');
      return { namespace: names.namespaceName ?? client.fullyQualifiedNamespace, sku: null };
    }
  }

  app.get('/api/about', async (): Promise<About> => ({
    environment,
    ...(await namespace()),
    readOnly,
    monitored: (await monitor?.isThere()) ?? false,
    parkingQueue: names.parkingQueueName ?? null,
  }));
}
