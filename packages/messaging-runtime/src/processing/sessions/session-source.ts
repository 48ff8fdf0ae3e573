import { randomUUID } from 'node:crypto';
import type { ServiceBusClient, ServiceBusSessionReceiver, ServiceBusSessionReceiverOptions } from '@azure/service-bus';
import { processingReceiverOptions } from '../processing-receiver.js';
import { endWait } from './end-wait.js';

/** The part of a session's receiver that processing uses. */
export type SessionReceiver = Pick<
  ServiceBusSessionReceiver,
  | 'sessionId'
  | 'sessionLockedUntilUtc'
  | 'isClosed'
  | 'subscribe'
  | 'completeMessage'
  | 'abandonMessage'
  | 'deadLetterMessage'
  | 'renewSessionLock'
  | 'getSessionState'
  | 'setSessionState'
  | 'close'
>;

/** The sessions of a queue or subscription. */
export interface SessionSource {
  /** `customer-orders`, `events/Subscriptions/billing` */
  readonly entity: string;
  /**
   * Looks whether the entity can be received from.
   *
   * @throws what the client throws
   */
  readonly open: () => Promise<void>;
  /**
   * Waits for a session that has messages and that nobody holds, and locks it.
   *
   * @param signal ends the wait
   * @throws what the client throws: `ServiceTimeout` if none has become available for as long as the client waits
   */
  readonly acceptNext: (signal: AbortSignal) => Promise<SessionReceiver>;
}

/** The sessions of a queue that was made with `requiresSession`. */
export function queueSessions(client: ServiceBusClient, queue: string): SessionSource {
  return {
    entity: queue,
    open: async () => void (await client.createReceiver(queue).peekMessages(1)),
    acceptNext: (signal) => waitFor(client, signal, (options) => client.acceptNextSession(queue, options)),
  };
}

/** The sessions of a subscription that was made with `requiresSession`. */
export function subscriptionSessions(client: ServiceBusClient, topic: string, subscription: string): SessionSource {
  return {
    entity: `${topic}/Subscriptions/${subscription}`,
    open: async () => void (await client.createReceiver(topic, subscription).peekMessages(1)),
    acceptNext: (signal) =>
      waitFor(client, signal, (options) => client.acceptNextSession(topic, subscription, options)),
  };
}

/** Milliseconds between two looks at whether the link of a wait that is to end is there. */
const lookInterval = 20;

async function waitFor(
  client: ServiceBusClient,
  abortSignal: AbortSignal,
  accept: (options: ServiceBusSessionReceiverOptions) => Promise<SessionReceiver>,
): Promise<SessionReceiver> {
  const identifier = `session-${randomUUID()}`;
  let again: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    endWait(client, identifier);
    // Its link may be about to be made.
    again = setInterval(() => endWait(client, identifier), lookInterval).unref();
  };
  abortSignal.addEventListener('abort', onAbort);
  try {
    return await accept({ ...processingReceiverOptions, identifier, abortSignal });
  } finally {
    abortSignal.removeEventListener('abort', onAbort);
    clearInterval(again);
  }
}
