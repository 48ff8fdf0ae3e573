import { bytesOfBody, failureOf, textOfBody } from '@ams/messaging-runtime';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import type { MessageRow } from '../../api/index.js';

/** Characters of a body in a list. */
const previewLength = 200;

/** Messages without an end carry the last moment that there is. */
const endOfTime = Date.UTC(9999, 11, 30);

/** A message as a line of a list. */
export function rowOf(message: ServiceBusReceivedMessage): MessageRow {
  const { reason, description } = failureOf(message);
  const bytes = bytesOfBody(message.body);
  return {
    sequenceNumber: String(message.sequenceNumber ?? 0),
    messageId: idText(message.messageId),
    subject: message.subject ?? null,
    sessionId: message.sessionId ?? null,
    state: message.state,
    enqueuedAt: iso(message.enqueuedTimeUtc),
    scheduledFor: message.state === 'scheduled' ? iso(message.scheduledEnqueueTimeUtc) : null,
    expiresAt: iso(message.expiresAtUtc),
    deliveryCount: message.deliveryCount ?? 0,
    contentType: message.contentType ?? null,
    size: bytes.length,
    reason: reason ?? null,
    description: description ?? null,
    preview: previewOf(bytes),
  };
}

/** An id as text: AMQP allows numbers and bytes, too. */
export function idText(id: ServiceBusReceivedMessage['messageId']): string | null {
  return Buffer.isBuffer(id) ? id.toString('hex') : (id?.toString() ?? null);
}

function previewOf(bytes: Buffer): string {
  // A character takes four bytes at most; one that is cut in two is left out.
  const text = textOfBody(bytes.length > previewLength * 4 ? wholeCharacters(bytes) : bytes) ?? '';
  return text.slice(0, previewLength).replaceAll(/\s+/g, ' ').trim();
}

function wholeCharacters(bytes: Buffer): Buffer {
  let end = previewLength * 4;
  while (end > 0 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return bytes.subarray(0, end);
}

/** A moment as text; null for none, and for the end of time, which stands for none. */
export function iso(time: Date | undefined): string | null {
  return time === undefined || Number.isNaN(time.getTime()) || time.getTime() >= endOfTime ? null : time.toISOString();
}
