import { tiers } from '@ams/service-bus-model';
import { z } from 'zod';

import { BrokerError } from '../../engine/errors.js';
import type { Typed } from '../../message/encoding.js';
import type { NodeRequest } from '../request.js';
import { int, map, type Operations, parseBody, type Target } from './operation.js';

export const deletingOperations: Operations = {
  'com.microsoft:batch-delete-messages': { right: 'Listen', durable: true, run: deleteMessages },
};

/** What clients may ask for; the tier may allow less. */
const largestCount = Math.max(...Object.values(tiers).map(({ batchDeleteCount }) => batchDeleteCount));

const deleteBody = z.object({
  'message-count': z.number().int().positive(),
  'enqueued-time-utc': z.date().refine((time) => !Number.isNaN(time.getTime())),
  'session-id': z.string().nullish(),
});

function deleteMessages(target: Target, request: NodeRequest): Typed | 'no messages' {
  const queue = target.messageQueue();
  const body = parseBody(deleteBody, request);
  if (queue.isPartitioned) {
    throw new BrokerError(
      'amqp:not-allowed',
      `'${queue.settings.path}' is partitioned, and batch delete is not for partitioned entities. ` +
        'Receive the messages in receive-and-delete mode instead.',
    );
  }
  const count = body['message-count'];
  if (count > largestCount) {
    throw new BrokerError(
      'com.microsoft:argument-out-of-range',
      `At most ${largestCount} messages can be deleted at a time, not ${count}.`,
    );
  }
  const sessionId = body['session-id'] ?? undefined;
  const session = sessionId === undefined ? undefined : target.heldSession(sessionId);
  const allowed = Math.min(count, target.context.tier.batchDeleteCount);
  const deleted = queue.deleteMessages(allowed, body['enqueued-time-utc'].getTime(), session);
  return deleted === 0 ? 'no messages' : map({ 'message-count': int(deleted) });
}
