import { ATTR_ERROR_TYPE, ATTR_SERVER_ADDRESS } from '@opentelemetry/semantic-conventions';

/**
 * Names of attributes, by the OpenTelemetry semantic conventions for messaging and for Azure Service Bus. The library of
 * conventions has those that are not yet stable only in an entry point that it asks libraries to copy from.
 */
export const attribute = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  subscription: 'messaging.destination.subscription.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  batchCount: 'messaging.batch.message_count',
  dispositionStatus: 'messaging.servicebus.disposition_status',
  deliveryCount: 'messaging.servicebus.message.delivery_count',
  enqueuedTime: 'messaging.servicebus.message.enqueued_time',
  serverAddress: ATTR_SERVER_ADDRESS,
  errorType: ATTR_ERROR_TYPE,
} as const;

export const system = 'servicebus';

export type OperationType = 'create' | 'send' | 'receive' | 'process' | 'settle';

/** Where messages go to or come from. */
export interface Destination {
  /** Queue or topic, with what follows it for its dead letters. */
  readonly name: string;
  readonly subscription?: string;
  /** Host of the namespace. */
  readonly server?: string;
}

const subscriptionPath = /^(.+?)\/subscriptions\/([^/]+)(\/.*)?$/i;

/**
 * @param entityPath that of a sender or receiver: `orders`, `events/Subscriptions/billing/$DeadLetterQueue`
 * @param server host of the namespace
 */
export function destinationOf(entityPath: string, server?: string): Destination {
  const [, topic, subscription, rest = ''] = subscriptionPath.exec(entityPath) ?? [];
  const host = server === undefined ? {} : { server };
  return topic === undefined || subscription === undefined
    ? { name: entityPath, ...host }
    : { name: `${topic}${rest}`, subscription, ...host };
}

export type Attributes = Readonly<Record<string, string | number>>;

/** What all spans and measurements of one operation have in common. */
export function operationAttributes(destination: Destination, type: OperationType, name: string): Attributes {
  return {
    [attribute.system]: system,
    [attribute.operationName]: name,
    [attribute.operationType]: type,
    [attribute.destination]: destination.name,
    ...(destination.subscription === undefined ? {} : { [attribute.subscription]: destination.subscription }),
    ...(destination.server === undefined ? {} : { [attribute.serverAddress]: destination.server }),
  };
}
