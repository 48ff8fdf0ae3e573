import { customerOrderContract, orderContract } from '@ams/messages';
import { messageOf, propertiesOfTrace } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { PublishableOrder } from '../orders/new-order.js';

/** An order as a message, part of the trace of its request. Its body was checked when it was accepted. */
export function orderMessage({ body, sessionId, trace }: PublishableOrder): ServiceBusMessage {
  const message = messageOf(sessionId === undefined ? orderContract : customerOrderContract, JSON.parse(body));
  if (trace === undefined) return message;
  return { ...message, applicationProperties: { ...message.applicationProperties, ...propertiesOfTrace(trace) } };
}

/** Bytes that an order takes of a batch, without what all messages have. */
export function sizeOf({ body, trace }: Pick<PublishableOrder, 'body' | 'trace'>): number {
  // A message carries its traceparent by two names.
  const traced = trace === undefined ? 0 : 2 * trace.traceparent.length + (trace.tracestate?.length ?? 0);
  return Buffer.byteLength(body) + traced;
}
