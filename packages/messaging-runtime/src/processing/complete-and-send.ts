import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** A message that is sent because another one was processed. */
export interface Outgoing {
  /** Queue or topic that it goes to. */
  readonly entity: string;
  readonly message: ServiceBusMessage | AmqpAnnotatedMessage;
}

/**
 * Completes messages of one receiver and sends others: all of it or nothing, where the broker has transactions.
 *
 * @param messages one, or those of a batch
 * @throws what the client throws: `MessageLockLost` if the lock of one has expired. Nothing is completed then
 */
export type CompleteAndSend = (
  messages: readonly ServiceBusReceivedMessage[],
  sends: readonly Outgoing[],
) => Promise<void>;
