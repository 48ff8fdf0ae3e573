import { limits, type AccessRight } from '@ams/service-bus-model';
import rhea from 'rhea';
import { z } from 'zod';

import { BrokerError } from '../engine/errors.js';
import type { EntityPath } from '../engine/entity-path.js';
import { formatEntityPath } from '../engine/entity-path.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { Settlement } from '../engine/settlement.js';
import { EncodedMessage } from '../message/encoded-message.js';
import type { Typed } from '../message/encoding.js';
import { asBrokerError, findSendable, notFound, notStored } from './client-sender.js';
import { encodeDelivered } from './delivered-message.js';
import { tokenOf, uuidOf } from './lock-token-codec.js';
import type { AmqpContext } from './node.js';
import { changesOf, entriesOf } from './outcomes.js';
import { bodyMap, type NodeRequest, type NodeResponse, type StatusNames, statusCodeOf } from './request.js';

export const managementStatusNames: StatusNames = {
  statusCode: 'statusCode',
  statusDescription: 'statusDescription',
  errorCondition: 'errorCondition',
};

/** An operation of a `$management` node. */
interface Operation {
  readonly right: AccessRight;
  /** Whether the answer must wait until what it did is on disk. */
  readonly durable: boolean;
  run(target: Target, request: NodeRequest): Typed | 'nothing' | undefined;
}

interface Target {
  readonly path: EntityPath;
  readonly context: AmqpContext;
  /** The queue, subscription or sub-queue that is managed. */
  messageQueue(): MessageQueue;
}

/** AMQP type codes of the elements of arrays that clients decode by type. */
const longCode = 0x81;
const timestampCode = 0x83;

/** Bytes of messages that one peek answers with at most; a page may come short, and clients ask on. */
const peekBudget = 1024 * 1024;

const uuid = z.instanceof(Buffer).refine((value) => value.length === 16);
const sequenceNumbers = z.array(z.number().int().nonnegative()).min(1);

const operations: Readonly<Record<string, Operation>> = {
  'com.microsoft:schedule-message': { right: 'Send', durable: true, run: scheduleMessages },
  'com.microsoft:cancel-scheduled-message': { right: 'Send', durable: true, run: cancelScheduledMessages },
  'com.microsoft:peek-message': { right: 'Listen', durable: false, run: peekMessages },
  'com.microsoft:receive-by-sequence-number': { right: 'Listen', durable: true, run: receiveDeferredMessages },
  'com.microsoft:update-disposition': { right: 'Listen', durable: true, run: updateDisposition },
  'com.microsoft:renew-lock': { right: 'Listen', durable: false, run: renewLocks },
};

/**
 * Answers a request to an entity's `$management` node.
 *
 * @param authorize throws when the connection lacks the right on the entity.
 * @param respond called once, when the answer holds.
 */
export function handleManagementRequest(
  request: NodeRequest,
  path: EntityPath,
  context: AmqpContext,
  authorize: (right: AccessRight) => void,
  respond: (response: NodeResponse) => void,
): void {
  try {
    const name = String(request.applicationProperties['operation']);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      throw new BrokerError(
        'amqp:not-implemented',
        `The local broker has no operation '${name}'. It has ${Object.keys(operations).join(', ')}.`,
      );
    }
    authorize(operation.right);
    const body = operation.run(targetOf(path, context), request);
    const response: NodeResponse =
      body === 'nothing'
        ? { statusCode: 204, statusDescription: 'No Content' }
        : { statusCode: 200, statusDescription: 'OK', body };
    if (!operation.durable) respond(response);
    else context.journal.whenDurable((error) => respond(error ? refusal(notStored(error)) : response));
  } catch (error) {
    respond(refusal(asBrokerError(error)));
  }
}

function refusal(error: BrokerError): NodeResponse {
  return { statusCode: statusCodeOf(error), statusDescription: error.message, errorCondition: error.condition };
}

function targetOf(path: EntityPath, context: AmqpContext): Target {
  return {
    path,
    context,
    messageQueue() {
      const queue = context.namespace.messageQueue(path);
      if (queue === undefined) throw notFound(formatEntityPath(path));
      return queue;
    },
  };
}

/** @throws BrokerError `com.microsoft:argument-error` naming the field that is not as it must be. */
function parseBody<T>(schema: z.ZodType<T>, request: NodeRequest): T {
  const parsed = schema.safeParse(bodyMap(request));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BrokerError(
    'com.microsoft:argument-error',
    `The request's '${issue?.path.join('.') ?? ''}' is not valid: ${issue?.message ?? 'unknown'}.`,
  );
}

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
  return map({ 'sequence-numbers': rhea.types.wrap_array(numbers, longCode, undefined) });
}

const cancelBody = z.object({ 'sequence-numbers': sequenceNumbers });

function cancelScheduledMessages({ path, context }: Target, request: NodeRequest): undefined {
  const entity = findSendable(path, formatEntityPath(path), context);
  entity.entrance.cancelScheduled(parseBody(cancelBody, request)['sequence-numbers']);
}

const peekBody = z.object({
  'from-sequence-number': z.number(),
  'message-count': z.number().int().positive(),
  'omit-message-body': z.boolean().nullish(),
});

function peekMessages(target: Target, request: NodeRequest): Typed | 'nothing' {
  const queue = target.messageQueue();
  const body = parseBody(peekBody, request);
  const count = Math.min(body['message-count'], limits.peekCount);
  const messages: { readonly message: Buffer }[] = [];
  let size = 0;
  for (const message of queue.peek(body['from-sequence-number'])) {
    const encoded = encodeDelivered(queue, message, body['omit-message-body'] !== true);
    size += encoded.length;
    if (messages.length > 0 && size > peekBudget) break;
    messages.push({ message: encoded });
    if (messages.length === count) break;
  }
  return messages.length === 0 ? 'nothing' : map({ messages });
}

const receiveBody = z.object({
  'sequence-numbers': sequenceNumbers,
  'receiver-settle-mode': z.union([z.literal(0), z.literal(1)]),
});

function receiveDeferredMessages(target: Target, request: NodeRequest): Typed {
  const queue = target.messageQueue();
  const body = parseBody(receiveBody, request);
  const mode = body['receiver-settle-mode'] === 0 ? 'receive-and-delete' : 'peek-lock';
  const messages = queue.receiveDeferred(body['sequence-numbers'], mode).map(({ message, lock }) => ({
    message: encodeDelivered(queue, message),
    // Clients expect the entry in either mode.
    'lock-token': rhea.types.wrap_uuid(lock ? uuidOf(lock.token) : Buffer.alloc(16)),
  }));
  return map({ messages });
}

const dispositionBody = z.object({
  'lock-tokens': z.array(uuid).min(1),
  'disposition-status': z.enum(['completed', 'abandoned', 'defered', 'suspended']),
  'deadletter-reason': z.string().nullish(),
  'deadletter-description': z.string().nullish(),
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
  for (const token of body['lock-tokens']) queue.settle(tokenOf(token), settlement);
}

const renewBody = z.object({ 'lock-tokens': z.array(uuid).min(1) });

function renewLocks(target: Target, request: NodeRequest): Typed {
  const queue = target.messageQueue();
  const expirations = parseBody(renewBody, request)['lock-tokens'].map((token) => queue.renewLock(tokenOf(token)));
  return map({ expirations: rhea.types.wrap_array(expirations, timestampCode, undefined) });
}

function map(entries: Readonly<Record<string, unknown>>): Typed {
  return rhea.types.wrap_map(entries) as Typed;
}
