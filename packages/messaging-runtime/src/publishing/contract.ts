import type { ServiceBusMessage } from '@azure/service-bus';

/** What publishing has to know of a kind of message. Those of `@ams/messages` are contracts. */
export interface MessageContract<Body> {
  /** What such a message is called: `order`. */
  readonly name: string;
  readonly contentType: string;
  /** What keeps a value from being such a message's body, on one line; undefined if nothing does. */
  readonly problemOf: (value: unknown) => string | undefined;
  /** The business key. What is sent twice has the same id, and an entity with duplicate detection drops the second. */
  readonly messageId: (body: Body) => string;
  readonly subject?: ((body: Body) => string | undefined) | undefined;
  /** Whose messages are kept in sequence. */
  readonly sessionId?: ((body: Body) => string | undefined) | undefined;
  /** What keeps messages in the same partition of a partitioned entity, where they have no session. */
  readonly partitionKey?: ((body: Body) => string | undefined) | undefined;
  readonly applicationProperties?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** A body as a message, with all that its contract says of the envelope. It is not checked. */
export function messageOf<Body>(contract: MessageContract<Body>, body: Body): ServiceBusMessage {
  const message: ServiceBusMessage = {
    body,
    messageId: contract.messageId(body),
    contentType: contract.contentType,
  };
  // Set only where there is a value: what is undefined costs the client a look all the same.
  const subject = contract.subject?.(body);
  if (subject !== undefined) message.subject = subject;
  const sessionId = contract.sessionId?.(body);
  if (sessionId !== undefined) message.sessionId = sessionId;
  const partitionKey = contract.partitionKey?.(body);
  if (partitionKey !== undefined) message.partitionKey = partitionKey;
  if (contract.applicationProperties !== undefined) {
    message.applicationProperties = { ...contract.applicationProperties };
  }
  return message;
}
