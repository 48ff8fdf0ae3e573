import type { ServiceBusReceivedMessage } from '@azure/service-bus';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** Application property that counts how often a message was sent back from the dead letters. */
export const resubmitCountProperty = 'resubmit_count';

/** What the broker adds to a dead letter. It describes the failure that the copy is to leave behind. */
const deadLetterProperties: ReadonlySet<string> = new Set(['DeadLetterReason', 'DeadLetterErrorDescription']);

/** The one annotation of the broker's that is the sender's to choose. */
const partitionKeyAnnotation = 'x-opt-partition-key';

/** How often a message was sent back before; 0 if never, or if the property holds no count. */
export function resubmitCountOf({ applicationProperties }: ServiceBusReceivedMessage): number {
  const count = Number(applicationProperties?.[resubmitCountProperty] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/**
 * The message that was dead-lettered, to be sent anew: body, properties and id as they were, one more on its
 * {@link resubmitCountProperty}. Its time to live begins again.
 *
 * @param message from a receiver made with `skipParsingBodyAsJson` and `skipConvertingDate`
 * @param addressing application properties to set
 */
export function copyOfDeadLetter(
  message: ServiceBusReceivedMessage,
  addressing: Readonly<Record<string, string>>,
): AmqpAnnotatedMessage {
  const raw = message._rawAmqpMessage;
  return {
    body: bodyOf(message),
    bodyType: raw.bodyType,
    header: { ...raw.header, deliveryCount: undefined, firstAcquirer: undefined },
    properties: propertiesOf(raw),
    applicationProperties: {
      ...without(raw.applicationProperties, (key) => deadLetterProperties.has(key)),
      ...addressing,
      [resubmitCountProperty]: resubmitCountOf(message) + 1,
    },
    messageAnnotations: without(
      raw.messageAnnotations,
      (key) => key.startsWith('x-opt-') && key !== partitionKeyAnnotation,
    ),
    footer: raw.footer,
  };
}

function propertiesOf({ properties, header }: AmqpAnnotatedMessage): AmqpAnnotatedMessage['properties'] {
  // A past expiry would have the copy expire at once, and with a time to live the client writes both moments anew.
  const creationTime = header?.timeToLive === undefined ? properties?.creationTime : undefined;
  return { ...properties, absoluteExpiryTime: undefined, creationTime };
}

function bodyOf({ body, _rawAmqpMessage: { bodyType } }: ServiceBusReceivedMessage): unknown {
  // AMQP allows several data sections, which read as one; the client gives them as a list but would send that as JSON.
  return bodyType === 'data' && Array.isArray(body) ? Buffer.concat(body) : body;
}

function without<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  drop: (key: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([key]) => !drop(key)));
}
