import { limits } from '@ams/service-bus-model';
import { z } from 'zod';

import type { Typed } from '../../message/encoding.js';
import { encodeDelivered } from '../delivered-message.js';
import type { NodeRequest } from '../request.js';
import { map, type Operations, parseBody, sequenceNumber, type Target } from './operation.js';

export const peekingOperations: Operations = {
  'com.microsoft:peek-message': { right: 'Listen', durable: false, run: peekMessages },
};

/** Bytes of messages that one peek answers with at most; a page may come short, and clients ask on. */
const peekBudget = 1024 * 1024;

const peekBody = z.object({
  'from-sequence-number': sequenceNumber,
  'message-count': z.number().int().positive(),
  'session-id': z.string().nullish(),
  'omit-message-body': z.boolean().nullish(),
});

function peekMessages(target: Target, request: NodeRequest): Typed | 'nothing' {
  const queue = target.messageQueue();
  const body = parseBody(peekBody, request);
  const count = Math.min(body['message-count'], limits.peekCount);
  const messages: { readonly message: Buffer }[] = [];
  let size = 0;
  for (const message of queue.peek(body['from-sequence-number'], body['session-id'] ?? undefined)) {
    const encoded = encodeDelivered(queue, message, { withBody: body['omit-message-body'] !== true });
    size += encoded.length;
    if (messages.length > 0 && size > peekBudget) break;
    messages.push({ message: encoded });
    if (messages.length === count) break;
  }
  return messages.length === 0 ? 'nothing' : map({ messages });
}
