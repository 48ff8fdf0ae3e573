import { monitorPaths, type Routing, type Routings, trialMessage } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ControlError } from '../control/control-error.js';
import { Topic } from '../engine/entities.js';
import { parseEntityPath } from '../engine/entity-path.js';
import type { Namespace } from '../engine/namespace.js';
import { recentMessages } from '../engine/recent-messages.js';
import type { MonitorContext } from './monitor.js';
import { parseBody, parseQuery } from './query.js';
import { routingsOf } from './routing.js';
import { tryRouting } from './routing-trial.js';

const query = z.strictObject({
  topic: z.string().min(1),
  messageId: z.string().optional(),
  sequenceNumber: z.string().regex(/^\d+$/, 'expected a whole number').optional(),
  limit: z.coerce.number().int().min(1).max(recentMessages).default(50),
});

/** Which rule took a message, and why. */
export function routingRoutes(routes: FastifyInstance, { namespace, clock }: MonitorContext): void {
  routes.get(monitorPaths.routing, async (request): Promise<Routings> => {
    const { topic, ...wanted } = parseQuery(query, request.query);
    return routingsOf(topicOf(topic, namespace), wanted);
  });
  routes.post(monitorPaths.routing, async (request): Promise<Routing> => {
    const trial = parseBody(trialMessage, request.body);
    return tryRouting(topicOf(trial.topic, namespace), trial, clock.now());
  });
}

/** @throws ControlError 404 */
function topicOf(path: string, namespace: Namespace): Topic {
  const topic = namespace.sendable(parseEntityPath(path));
  if (topic instanceof Topic) return topic;
  const topics = [...namespace.sendables].filter((entity) => entity instanceof Topic).map((entity) => entity.path);
  throw new ControlError(404, `There is no topic '${path}'. The topics are ${topics.join(', ') || '(none)'}.`);
}
