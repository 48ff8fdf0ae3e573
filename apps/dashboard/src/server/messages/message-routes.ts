import type { FastifyInstance } from 'fastify';
import Long from 'long';

import { messagePlace, messagesQuery, sequenceNumber } from '../../api/index.js';
import type { MessageDetail, MessagePage, MessagePlace } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { parseQuery } from '../parse.js';
import { ProblemError } from '../problem.js';
import { messageDetailOf } from './message-detail.js';
import { filterOfMessages } from './message-filter.js';
import { rowOf } from './message-row.js';
import { nameOfPlace, withReceiver } from './open-place.js';
import { scan } from './scan.js';

/** Milliseconds for which a page of messages is looked for: a filter may need all of them. */
const budget = 1_500;

const messageQuery = messagePlace.extend({ sequenceNumber });

/** Messages, looked at and left as they are: `/api/messages`, `/api/message`. */
export async function messageRoutes(app: FastifyInstance, context: DashboardContext): Promise<void> {
  const { client } = context;

  app.get('/api/messages', async ({ query }): Promise<MessagePage> => {
    const { from, limit, ...asked } = parseQuery(messagesQuery, query, ['system', 'property', 'body']);
    const place = await holdingPlace(asked, context);
    const isMeant = await filterOfMessages(asked, place);
    const first = numberOf(from ?? '0');
    const { found, next, scanned } = await withReceiver(client, place, 'look at the messages of', (receiver) =>
      scan(receiver, { from: first, limit, isMeant, budget }),
    );
    return { messages: found.map(rowOf), next: next?.toString() ?? null, scanned };
  });

  app.get('/api/message', async ({ query }): Promise<MessageDetail> => {
    const { sequenceNumber: number, ...asked } = parseQuery(messageQuery, query);
    const place = await holdingPlace(asked, context);
    const fromSequenceNumber = numberOf(number);
    const [message] = await withReceiver(client, place, 'look at the messages of', (receiver) =>
      receiver.peekMessages(1, { fromSequenceNumber }),
    );
    if (message?.sequenceNumber?.equals(fromSequenceNumber) === true) return messageDetailOf(message);
    throw new ProblemError(
      'unknown-message',
      404,
      `${nameOfPlace(place)} has no message ${number}, or none any more: it was taken, moved or has expired.`,
    );
  });
}

/**
 * The place that is asked for, with the path as the namespace writes it.
 *
 * @throws ProblemError 404 if there is no such entity, 400 for a topic, which hands on what it takes
 */
export async function holdingPlace(place: MessagePlace, { entities }: DashboardContext): Promise<MessagePlace> {
  const { path, kind } = await entities.locate(place.entity);
  if (kind === 'topic') {
    throw new ProblemError(
      'invalid-request',
      400,
      `Topic ${path} keeps no messages that can be looked at: look at its subscriptions.`,
    );
  }
  return { entity: path, subQueue: place.subQueue };
}

/** @throws ProblemError 400 for what is larger than any number of a message */
export function numberOf(text: string): Long {
  const number = Long.fromString(text);
  if (number.toString() === BigInt(text).toString()) return number;
  throw new ProblemError('invalid-request', 400, `Sequence number ${text} is larger than any that a message has.`);
}
