import { randomUUID } from 'node:crypto';

import type { ServiceBusMessage } from '@azure/service-bus';

/** Orders of about 120 bytes, as the producer sends them. */
export function* orders(count: number): Generator<ServiceBusMessage> {
  for (let index = 0; index < count; index += 1) yield order();
}

/** The same, for one session after the other in turn: `session-0`, `session-1` and so on. */
export function* ordersOfSessions(count: number, sessions: number): Generator<ServiceBusMessage> {
  for (let index = 0; index < count; index += 1) yield { ...order(), sessionId: `session-${index % sessions}` };
}

function order(): ServiceBusMessage {
  const id = randomUUID();
  return {
    messageId: id,
    contentType: 'application/json',
    body: { order_id: id, ts: new Date().toISOString(), amount: 19.99, currency: 'EUR' },
  };
}
