import { orderType, typeProperty } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { PublishableOrder } from '../orders/new-order.js';

/** An order as a message: its id is the message's, so that duplicates are known, and its customer is the session. */
export function orderMessage({ orderId, body, sessionId }: PublishableOrder): ServiceBusMessage {
  return {
    // The client sends bytes as they are, which are the JSON that it would make of the object.
    body: Buffer.from(body),
    messageId: orderId,
    contentType: 'application/json',
    applicationProperties: { [typeProperty]: orderType },
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}
