import { randomUUID } from 'node:crypto';
import { orderType, typeProperty, type Event, type Order } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { Kind } from './traffic.js';

const contentType = 'application/json';

/** An order as a message of the queue. Its id is the message's, so that duplicates are known by it. */
export function orderMessage(order: Order): ServiceBusMessage {
  return {
    body: order,
    messageId: order.order_id,
    contentType,
    applicationProperties: { [typeProperty]: orderType },
  };
}

/** An event as a message of the topic. Its type is the subject, which rules of subscriptions can look at. */
export function eventMessage(event: Event): ServiceBusMessage {
  return { body: event, messageId: event.event_id, subject: event.type, contentType };
}

/** A body of unknown shape as a message, with id and type where an older producer has them. */
export function uncheckedMessage(kind: Kind, body: unknown): ServiceBusMessage {
  const idNames = kind === 'order' ? ['order_id', 'id'] : ['event_id', 'id'];
  const message = {
    body,
    messageId: idNames.map((name) => textIn(body, name)).find((id) => id !== undefined) ?? randomUUID(),
    contentType,
  };
  if (kind === 'order') return { ...message, applicationProperties: { [typeProperty]: orderType } };
  const type = textIn(body, 'type');
  return type === undefined ? message : { ...message, subject: type };
}

function textIn(body: unknown, name: string): string | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
