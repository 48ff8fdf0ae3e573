import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** A message that is sent because another one was processed. */
export interface Outgoing {
  /** Queue or topic that it goes to. */
  readonly entity: string;
  readonly message: ServiceBusMessage | AmqpAnnotatedMessage;
}

/**
 * Completes a message and sends others: all of it or nothing, where the broker has transactions.
 *
 * @throws what the client throws: `MessageLockLost` if the lock has expired. Nothing is completed then
 */
export type CompleteAndSend = (message: ServiceBusReceivedMessage, sends: readonly Outgoing[]) => Promise<void>;
