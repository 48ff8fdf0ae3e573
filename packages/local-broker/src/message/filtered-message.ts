import { TimeSpan, type SystemPropertyName } from '@ams/service-bus-model';
import rhea from 'rhea';

import type { BrokerMessage } from '../engine/message.js';
import type { FilteredMessage, FilterValue, PropertyChange } from '../filters/index.js';
import type { EncodedMessage, MessageChanges, PropertyName } from './encoded-message.js';
import { codec, longOf, type Typed } from './encoding.js';
import { asTimeSpan, encodeTimeSpan } from './time-spans.js';

/** System properties that live in the message's properties section. */
const propertyOf: Partial<Record<SystemPropertyName, PropertyName>> = {
  contentType: 'contentType',
  correlationId: 'correlationId',
  label: 'subject',
  messageId: 'messageId',
  replyTo: 'replyTo',
  replyToSessionId: 'replyToGroupId',
  sessionId: 'groupId',
  to: 'to',
};

/** System properties that live in the message annotations. */
const annotationOf: Partial<Record<SystemPropertyName, string>> = {
  partitionKey: 'x-opt-partition-key',
  scheduledEnqueueTimeUtc: 'x-opt-scheduled-enqueue-time',
  viaPartitionKey: 'x-opt-via-partition-key',
};

/** The message as the rules of a subscription see it. */
export function asFiltered(message: BrokerMessage): FilteredMessage {
  const { content } = message;
  let userProperties: ReadonlyMap<string, Typed> | undefined;
  return {
    systemProperty(name) {
      const property = propertyOf[name];
      if (property !== undefined) return asFilterValue(content.property(property));
      const annotation = annotationOf[name];
      if (annotation !== undefined) return asFilterValue(content.annotation(annotation));
      return brokerProperty(message, name);
    },
    userProperty(name) {
      userProperties ??= new Map(
        [...content.applicationProperties()].map(([key, value]) => [key.toLowerCase(), value]),
      );
      const typed = userProperties.get(name.toLowerCase());
      return typed === undefined ? undefined : asFilterValue(codec.unwrap(typed), typed);
    },
  };
}

function brokerProperty(message: BrokerMessage, name: SystemPropertyName): FilterValue | undefined {
  switch (name) {
    case 'deadLetterSource':
      return message.deadLetterSource;
    case 'deliveryCount':
      return BigInt(message.deliveryCount);
    case 'enqueuedSequenceNumber':
      return message.enqueuedSequenceNumber === undefined ? undefined : BigInt(message.enqueuedSequenceNumber);
    case 'enqueuedTimeUtc':
      return new Date(message.enqueuedTime);
    case 'sequenceNumber':
      return BigInt(message.sequenceNumber);
    case 'size':
      return BigInt(message.size);
    case 'timeToLive':
      return message.content.timeToLive;
    default:
      return undefined;
  }
}

/** rhea's names of AMQP's integer types: rules divide integers differently from floating-point numbers. */
const integerType = /^(small)?u?(byte|short|int|long)0?$/i;

/** @param typed the value with its AMQP type, where an application property's type matters. */
function asFilterValue(value: unknown, typed?: Typed): FilterValue | undefined {
  if (value === undefined) return undefined;
  // A property that is there without a value exists all the same.
  if (value === null) return typed && null;
  const timeSpan = typed && asTimeSpan(typed);
  if (timeSpan !== undefined) return timeSpan;
  if (typeof value === 'number') {
    return typed && integerType.test(typed.type.name) && Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Buffer.isBuffer(value) && typed && integerType.test(typed.type.name)) return value.readBigInt64BE();
  if (value instanceof Date || value instanceof Uint8Array) return value;
  return String(value);
}

/** The copy of a message that a rule's action makes. Properties that were there keep their spelling. */
export function withPropertyChanges(content: EncodedMessage, changes: readonly PropertyChange[]): EncodedMessage {
  const properties = new Map<PropertyName, Typed | undefined>();
  const messageAnnotations = new Map<string, Typed | undefined>();
  const applicationProperties = new Map<string, Typed | undefined>();
  const spelling = new Map([...content.applicationProperties().keys()].map((key) => [key.toLowerCase(), key]));
  for (const { scope, name, value } of changes) {
    const typed = value === undefined ? undefined : asTyped(value);
    const property = propertyOf[name as SystemPropertyName];
    const annotation = annotationOf[name as SystemPropertyName];
    if (scope === 'user') applicationProperties.set(spelling.get(name.toLowerCase()) ?? name, typed);
    else if (property !== undefined) properties.set(property, typed);
    else if (annotation !== undefined) messageAnnotations.set(annotation, typed);
  }
  const all: MessageChanges = { properties, messageAnnotations, applicationProperties };
  return content.with(all);
}

function asTyped(value: FilterValue): Typed {
  const { types } = rhea;
  if (typeof value === 'number') return types.wrap_double(value) as Typed;
  if (value instanceof TimeSpan) return encodeTimeSpan(value);
  if (typeof value !== 'bigint') return types.wrap(value) as Typed;
  const fitsInt = BigInt.asIntN(32, value) === value;
  return (fitsInt ? types.wrap_int(Number(value)) : types.wrap_long(longOf(value))) as Typed;
}
