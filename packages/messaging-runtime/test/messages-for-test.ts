import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** A dead letter as a receiver gives it, with what a test is about. */
export function deadLetterWith(parts: Partial<ServiceBusReceivedMessage> = {}): ServiceBusReceivedMessage {
  const body = parts.body ?? Buffer.from('{}');
  return {
    body,
    state: 'active',
    messageId: 'A-1',
    ...parts,
    _rawAmqpMessage: {
      body,
      bodyType: 'data',
      properties: { messageId: parts.messageId ?? 'A-1' },
      applicationProperties: parts.applicationProperties,
      ...parts._rawAmqpMessage,
    },
  } as ServiceBusReceivedMessage;
}

/** A body of JSON, as bytes. */
export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
