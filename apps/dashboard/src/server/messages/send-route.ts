import { publish, schedule, type PublishOptions } from '@ams/messaging-runtime';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type { FastifyInstance } from 'fastify';

import { sendRequest, type SendResult } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { parse } from '../parse.js';
import { explained } from '../problem-of-error.js';
import { ProblemError } from '../problem.js';
import { messageToSend } from './message-to-send.js';

/** Milliseconds for which a broker that is away is waited for: somebody looks at the page. */
const patience = 5_000;

/** Sends messages: POST `/api/messages`. */
export async function sendRoute(app: FastifyInstance, context: DashboardContext): Promise<void> {
  app.post('/api/messages', async ({ body }): Promise<SendResult> => {
    const { entity, message, count } = parse(sendRequest, body, 'body');
    const target = await sendingTarget(entity, context);
    const copies = Array.from({ length: count }, () => messageToSend(message));
    const sender = context.client.createSender(target);
    try {
      return await send(sender, copies);
    } catch (error) {
      throw explained(error, { action: 'send to', entity: target });
    } finally {
      await sender.close();
    }
  });
}

/**
 * Name of the queue or topic that is meant.
 *
 * @throws ProblemError 404, or 400 for a subscription, which takes messages from its topic alone
 */
export async function sendingTarget(path: string, { entities }: DashboardContext): Promise<string> {
  const { path: known, kind, topic } = await entities.locate(path);
  if (kind !== 'subscription') return known;
  throw new ProblemError(
    'invalid-request',
    400,
    `Nothing can be sent to a subscription. Send to its topic ${topic ?? ''}: ${known} takes what its rules let through.`,
  );
}

async function send(sender: ServiceBusSender, messages: readonly ServiceBusMessage[]): Promise<SendResult> {
  const at = messages[0]?.scheduledEnqueueTimeUtc;
  const refusals: string[] = [];
  const options: PublishOptions = { patience, onRefused: ({ problem }) => refusals.push(problem) };
  if (at === undefined) {
    const { accepted } = await publish(sender, messages, options);
    refuse(sender, refusals);
    return { sent: accepted, sequenceNumbers: [] };
  }
  const { accepted, scheduled } = await schedule(sender, messages, at, options);
  refuse(sender, refusals);
  return { sent: accepted, sequenceNumbers: scheduled.map(({ sequenceNumber }) => sequenceNumber.toString()) };
}

function refuse({ entityPath }: ServiceBusSender, [problem]: readonly string[]): void {
  if (problem === undefined) return;
  throw new ProblemError('refused', 422, `${entityPath} does not take the message: ${problem}`);
}
