import { limits } from '@ams/service-bus-model';

import type { EncodedMessage } from '../message/encoded-message.js';
import { BrokerError } from './errors.js';

/** Text of a message that routing works with, by how it is called and how long it may be. */
const texts: readonly {
  readonly what: string;
  readonly limit: number;
  of(content: EncodedMessage): unknown;
}[] = [
  { what: 'message id', limit: limits.messageIdLength, of: (content) => content.property('messageId') },
  { what: 'session id', limit: limits.sessionIdLength, of: (content) => content.property('groupId') },
  { what: 'reply-to session id', limit: limits.sessionIdLength, of: (content) => content.property('replyToGroupId') },
  {
    what: 'partition key',
    limit: limits.partitionKeyLength,
    of: (content) => content.annotation('x-opt-partition-key'),
  },
  {
    what: 'via-partition key',
    limit: limits.partitionKeyLength,
    of: (content) => content.annotation('x-opt-via-partition-key'),
  },
];

const shortestLimit = Math.min(...texts.map(({ limit }) => limit));

/**
 * @throws BrokerError `com.microsoft:argument-error` when an id or key is too long; `amqp:link:message-size-exceeded`
 *   when one property, or header and properties together, are too large.
 */
export function checkMessageLimits(content: EncodedMessage): void {
  const { headerSize } = content;
  if (headerSize > shortestLimit) checkTexts(content);
  if (headerSize > limits.propertySizeInBytes) checkProperties(content);
  if (!hasLargeHeader(content)) return;
  throw new BrokerError(
    'amqp:link:message-size-exceeded',
    `The header and the properties of the message take ${headerSize} bytes, which is more than ` +
      `${limits.headerSizeInBytes}. Put what they carry into the body.`,
  );
}

/** Whether header and properties are larger than they may be, as changes to a message can make them. */
export function hasLargeHeader({ headerSize }: EncodedMessage): boolean {
  return headerSize > limits.headerSizeInBytes;
}

function checkTexts(content: EncodedMessage): void {
  for (const { what, limit, of } of texts) {
    const value = of(content);
    if (!(typeof value === 'string' || Buffer.isBuffer(value)) || value.length <= limit) continue;
    throw new BrokerError(
      'com.microsoft:argument-error',
      `The ${what} of the message has ${value.length} characters, but may have ${limit}. Shorten it.`,
    );
  }
}

function checkProperties(content: EncodedMessage): void {
  for (const [name, size] of content.applicationPropertySizes()) {
    if (size <= limits.propertySizeInBytes) continue;
    throw new BrokerError(
      'amqp:link:message-size-exceeded',
      `The property '${name}' takes ${size} bytes, which is more than ${limits.propertySizeInBytes}. Put it into the body.`,
    );
  }
}
