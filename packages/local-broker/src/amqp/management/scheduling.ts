import rhea from 'rhea';
import { z } from 'zod';

import { formatEntityPath } from '../../engine/entity-path.js';
import { BrokerError, notStored } from '../../engine/errors.js';
import { EncodedMessage } from '../../message/encoded-message.js';
import type { Typed } from '../../message/encoding.js';
import { findSendable } from '../find-entity.js';
import type { NodeRequest } from '../request.js';
import { arrayOf, map, type Operations, parseBody, sequenceNumbers, type Target } from './operation.js';

export const schedulingOperations: Operations = {
  'com.microsoft:schedule-message': { right: 'Send', durable: true, run: scheduleMessages },
  'com.microsoft:cancel-scheduled-message': { right: 'Send', durable: true, run: cancelScheduledMessages },
};

const scheduleBody = z.object({ messages: z.array(z.object({ message: z.instanceof(Buffer) })).min(1) });

function scheduleMessages({ path, context }: Target, request: NodeRequest): Typed {
  const entity = findSendable(path, formatEntityPath(path), context);
  if (context.journal.failure) throw notStored(context.journal.failure);
  const limit = context.maxMessageSize(entity.path);
  const contents = parseBody(scheduleBody, request).messages.map(({ message }) => {
    if (message.length > limit) {
      throw new BrokerError(
        'amqp:link:message-size-exceeded',
        `The message of ${message.length} bytes is larger than '${entity.path}' takes, which is ${limit} bytes.`,
      );
    }
    return EncodedMessage.decode(message);
  });
  for (const content of contents) entity.entrance.check(content);
  const numbers = contents.map((content) => entity.entrance.send(content).sequenceNumber);
  entity.entrance.dispatch();
  return map({ 'sequence-numbers': rhea.types.wrap_array(numbers, arrayOf.long, undefined) });
}

const cancelBody = z.object({ 'sequence-numbers': sequenceNumbers });

function cancelScheduledMessages({ path, context }: Target, request: NodeRequest): undefined {
  const entity = findSendable(path, formatEntityPath(path), context);
  entity.entrance.cancelScheduled(parseBody(cancelBody, request)['sequence-numbers']);
}
