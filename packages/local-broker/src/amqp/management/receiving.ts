import rhea from 'rhea';
import { z } from 'zod';

import { BrokerError } from '../../engine/errors.js';
import type { Settlement } from '../../engine/settlement.js';
import type { Typed } from '../../message/encoding.js';
import { encodeDelivered } from '../delivered-message.js';
import { tokenOf, uuidOf } from '../lock-token-codec.js';
import { changesOf, entriesOf } from '../outcomes.js';
import type { NodeRequest } from '../request.js';
import { arrayOf, map, type Operations, parseBody, sequenceNumbers, type Target, uuid } from './operation.js';

export const receivingOperations: Operations = {
  'com.microsoft:receive-by-sequence-number': { right: 'Listen', durable: true, run: receiveDeferredMessages },
  'com.microsoft:update-disposition': { right: 'Listen', durable: true, run: updateDisposition },
  'com.microsoft:renew-lock': { right: 'Listen', durable: false, run: renewLocks },
};

const receiveBody = z.object({
  'sequence-numbers': sequenceNumbers,
  'receiver-settle-mode': z.union([z.literal(0), z.literal(1)]),
  'session-id': z.string().nullish(),
});

function receiveDeferredMessages(target: Target, request: NodeRequest): Typed {
  const queue = target.messageQueue();
  const body = parseBody(receiveBody, request);
  const mode = body['receiver-settle-mode'] === 0 ? 'receive-and-delete' : 'peek-lock';
  const numbers = body['sequence-numbers'];
  const deliveries = queue.sessions
    ? target.heldSession(requiredSession(queue.settings.path, body['session-id'])).receiveDeferred(numbers, mode)
    : queue.receiveDeferred(numbers, mode, undefined, target.lockOwner);
  const messages = deliveries.map(({ message, lock }) => ({
    // Python's client reads the token in the message, others beside it.
    message: encodeDelivered(queue, message, { lockToken: lock && uuidOf(lock.token) }),
    // Clients expect the entry in either mode.
    'lock-token': rhea.types.wrap_uuid(lock ? uuidOf(lock.token) : Buffer.alloc(16)),
  }));
  return map({ messages });
}

function requiredSession(path: string, sessionId: string | null | undefined): string {
  if (typeof sessionId === 'string') return sessionId;
  throw new BrokerError('amqp:not-allowed', `'${path}' requires sessions. Accept the session of the message first.`);
}

const dispositionBody = z.object({
  'lock-tokens': z.array(uuid).min(1),
  'disposition-status': z.enum(['completed', 'abandoned', 'defered', 'suspended']),
  'deadletter-reason': z.string().nullish(),
  'deadletter-description': z.string().nullish(),
  'session-id': z.string().nullish(),
});

function updateDisposition(target: Target, request: NodeRequest): undefined {
  const queue = target.messageQueue();
  const body = parseBody(dispositionBody, request);
  const modified = entriesOf(request.body).get('properties-to-modify');
  const changes = changesOf(entriesOf(modified));
  const settlement = ((): Settlement => {
    switch (body['disposition-status']) {
      case 'completed':
        return { kind: 'complete' };
      case 'abandoned':
        return { kind: 'abandon', changes };
      case 'defered':
        return { kind: 'defer', changes };
      case 'suspended':
        return {
          kind: 'dead-letter',
          reason: body['deadletter-reason'] ?? undefined,
          description: body['deadletter-description'] ?? undefined,
          changes,
        };
    }
  })();
  const sessionId = body['session-id'];
  // Clients name the session of a message that has one, be it received in its session or not.
  const source = queue.sessions && typeof sessionId === 'string' ? target.heldSession(sessionId) : queue;
  for (const token of body['lock-tokens']) source.settle(tokenOf(token), settlement);
}

const renewBody = z.object({ 'lock-tokens': z.array(uuid).min(1) });

function renewLocks(target: Target, request: NodeRequest): Typed {
  const queue = target.messageQueue();
  const expirations = parseBody(renewBody, request)['lock-tokens'].map((token) => queue.renewLock(tokenOf(token)));
  return map({ expirations: rhea.types.wrap_array(expirations, arrayOf.timestamp, undefined) });
}
