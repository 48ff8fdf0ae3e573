import { randomUUID } from 'node:crypto';

import type { ServiceBusMessage } from '@azure/service-bus';
import type { z } from 'zod';

import type { outgoingMessage } from '../../api/index.js';

type Outgoing = z.output<typeof outgoingMessage>;

/** A message as the client sends it. Without an id it gets one, so that it is the same message if it is sent again. */
export function messageToSend(outgoing: Outgoing): ServiceBusMessage {
  const { body, scheduledEnqueueTimeUtc, applicationProperties, messageId = randomUUID(), ...others } = outgoing;
  const given = Object.entries({ ...others, messageId }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    body: bytesOf(body),
    applicationProperties: propertiesOf(applicationProperties),
    ...(scheduledEnqueueTimeUtc === undefined ? {} : { scheduledEnqueueTimeUtc: new Date(scheduledEnqueueTimeUtc) }),
  };
}

/** Bytes are sent as they are; anything else the client would write as JSON, texts with quotes around them. */
function bytesOf(body: Outgoing['body']): Buffer {
  switch (body.kind) {
    case 'json':
      return Buffer.from(JSON.stringify(body.value ?? null));
    case 'text':
      return Buffer.from(body.value);
    case 'base64':
      return Buffer.from(body.value, 'base64');
  }
}

function propertiesOf(properties: Outgoing['applicationProperties']): ServiceBusMessage['applicationProperties'] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? new Date(value.date) : value,
    ]),
  );
}
