import { orderType, partitionKeyFor, typeProperty } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { Kind } from './traffic.js';

const contentType = 'application/json';

/**
 * A body of unknown shape as a message, with id and type where an older producer has them.
 *
 * @param fallbackId message id of a body that has none
 */
export function uncheckedMessage(kind: Kind, body: unknown, fallbackId: () => string): ServiceBusMessage {
  const idNames = kind === 'order' ? ['order_id', 'id'] : ['event_id', 'id'];
  const messageId = idNames.map((name) => textIn(body, name)).find((id) => id !== undefined) ?? fallbackId();
  const message = { body, messageId, contentType, partitionKey: partitionKeyFor(messageId) };
  if (kind === 'order') return { ...message, applicationProperties: { [typeProperty]: orderType } };
  const type = textIn(body, 'type');
  return type === undefined ? message : { ...message, subject: type };
}

function textIn(body: unknown, name: string): string | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
