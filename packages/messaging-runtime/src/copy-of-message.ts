import type { ServiceBusReceivedMessage } from '@azure/service-bus';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** What a copy has that its message has not. */
export interface CopyChanges {
  /** Application properties to set, over its own. */
  readonly properties: Readonly<Record<string, string | number | boolean | Date>>;
  /** Which of its own application properties are left behind. Default: none. */
  readonly without?: ((name: string) => boolean) | undefined;
  readonly messageId?: string | undefined;
  /** Milliseconds that it lives, from when it is enqueued. Default: as long as its message, anew. */
  readonly timeToLive?: number | undefined;
  /** When it is enqueued. Default: at once. */
  readonly scheduledEnqueueTime?: Date | undefined;
}

/** The one annotation of the broker's that is the sender's to choose. */
const partitionKeyAnnotation = 'x-opt-partition-key';

const scheduledEnqueueTimeAnnotation = 'x-opt-scheduled-enqueue-time';

/**
 * A message that was received, to be sent anew: body, properties, session, partition key and id as they were, but for the
 * changes.
 *
 * @param message from a receiver made with `skipParsingBodyAsJson` and `skipConvertingDate`
 */
export function copyOfMessage(message: ServiceBusReceivedMessage, changes: CopyChanges): AmqpAnnotatedMessage {
  const raw = message._rawAmqpMessage;
  const { properties, without = () => false, messageId, scheduledEnqueueTime } = changes;
  const timeToLive = changes.timeToLive ?? raw.header?.timeToLive;
  return {
    body: bodyOf(message),
    bodyType: raw.bodyType,
    header: { ...raw.header, timeToLive, deliveryCount: undefined, firstAcquirer: undefined },
    properties: {
      ...raw.properties,
      ...(messageId === undefined ? {} : { messageId }),
      // A past expiry would have the copy expire at once, and with a time to live the client writes both moments anew.
      absoluteExpiryTime: undefined,
      creationTime: timeToLive === undefined ? raw.properties?.creationTime : undefined,
    },
    applicationProperties: { ...except(raw.applicationProperties, without), ...properties },
    messageAnnotations: {
      ...except(raw.messageAnnotations, isOfBroker),
      ...(scheduledEnqueueTime === undefined ? {} : { [scheduledEnqueueTimeAnnotation]: scheduledEnqueueTime }),
    },
    footer: raw.footer,
  };
}

function isOfBroker(annotation: string): boolean {
  return annotation.startsWith('x-opt-') && annotation !== partitionKeyAnnotation;
}

function bodyOf({ body, _rawAmqpMessage: { bodyType } }: ServiceBusReceivedMessage): unknown {
  // AMQP allows several data sections, which read as one; the client gives them as a list but would send that as JSON.
  return bodyType === 'data' && Array.isArray(body) ? Buffer.concat(body) : body;
}

function except<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  drop: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => !drop(name)));
}
