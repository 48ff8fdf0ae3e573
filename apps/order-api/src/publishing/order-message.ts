import { customerOrderContract, orderContract } from '@ams/messages';
import { messageOf } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { PublishableOrder } from '../orders/new-order.js';

/** An order as a message. Its body was checked when it was accepted. */
export function orderMessage({ body, sessionId }: PublishableOrder): ServiceBusMessage {
  return messageOf(sessionId === undefined ? orderContract : customerOrderContract, JSON.parse(body));
}
