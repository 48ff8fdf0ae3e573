import { bytesOfBody, systemPropertyNames, textOfBody } from '@ams/messaging-runtime';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import { formatJson, type MessageDetail, type PropertyView } from '../../api/index.js';
import { historyOf } from './history.js';
import { idText, iso, rowOf } from './message-row.js';

/** Bytes of a body that are shown. */
const mostBytes = 256 * 1024;

/** Larger bodies are shown as the text or the bytes that they begin with, not as JSON. */
const largestJson = 1024 * 1024;

/** A message with all that it has. */
export function messageDetailOf(message: ServiceBusReceivedMessage): MessageDetail {
  return {
    ...rowOf(message),
    system: systemOf(message),
    applicationProperties: Object.entries(message.applicationProperties ?? {}).map(([name, value]) =>
      propertyOf(name, value),
    ),
    body: bodyOf(message),
    history: historyOf(message),
  };
}

function systemOf(message: ServiceBusReceivedMessage): readonly PropertyView[] {
  const ids = { messageId: idText(message.messageId), correlationId: idText(message.correlationId) };
  const values: Readonly<Record<string, unknown>> = {
    ...message,
    ...ids,
    sequenceNumber: String(message.sequenceNumber),
  };
  return systemPropertyNames.flatMap((name) => {
    const value = values[name];
    const isThere = value instanceof Date ? iso(value) !== null : value !== undefined && value !== null;
    return isThere ? [propertyOf(name, value)] : [];
  });
}

function propertyOf(name: string, value: unknown): PropertyView {
  if (value === null || value === undefined) return { name, type: 'null', value: '' };
  if (value instanceof Date) return { name, type: 'date', value: value.toISOString() };
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return { name, type: typeof value as 'string' | 'number' | 'boolean', value: String(value) };
    default:
      return { name, type: 'other', value: JSON.stringify(value) };
  }
}

function bodyOf({ body, _rawAmqpMessage: { bodyType = 'data' } }: ServiceBusReceivedMessage): MessageDetail['body'] {
  const bytes = bytesOfBody(body);
  const truncated = bytes.length > mostBytes;
  const whole = bytes.length <= largestJson ? textOfBody(bytes) : undefined;
  const shown = bytes.subarray(0, mostBytes);
  return {
    kind: bodyType,
    size: bytes.length,
    json: whole === undefined ? null : formattedJson(whole),
    text: whole ?? (truncated && looksLikeText(shown) ? shown.toString('utf8') : null),
    base64: shown.toString('base64'),
    truncated,
  };
}

/** Numbers, texts and doubled keys as they were sent; null where the text is no JSON. */
function formattedJson(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return formatJson(text);
}

/** Cut at some byte it may end within a character, which is no sign against text. */
function looksLikeText(bytes: Buffer): boolean {
  return [0, 1, 2, 3].some((cut) => textOfBody(bytes.subarray(0, bytes.length - cut)) !== undefined);
}
