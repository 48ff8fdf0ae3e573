import type { AccessRight } from '@ams/service-bus-model';
import rhea from 'rhea';
import { z } from 'zod';

import { BrokerError, entityNotFound } from '../../engine/errors.js';
import { type EntityPath, formatEntityPath } from '../../engine/entity-path.js';
import type { AcceptedSession } from '../../engine/accepted-session.js';
import type { LockOwner } from '../../engine/lock-owner.js';
import type { MessageQueue } from '../../engine/message-queue.js';
import type { Typed } from '../../message/encoding.js';
import type { AmqpContext } from '../amqp-context.js';
import { bodyMap, type NodeRequest } from '../request.js';

/** An operation of a `$management` node. */
export interface Operation {
  readonly right: AccessRight;
  /** Whether the answer must wait until what it did is on disk. */
  readonly durable: boolean;
  /** What it counts as when the namespace is throttled. @default `request`, one about messages */
  readonly counts?: 'management';
  /**
   * @returns the value of the answer's body; `nothing` where there is nothing to return, and `no messages` where clients
   *   want to be told that it is messages that are missing.
   * @throws BrokerError
   */
  run(target: Target, request: NodeRequest): Typed | 'nothing' | 'no messages' | undefined;
}

/** Operations by the name that clients call them. */
export type Operations = Readonly<Record<string, Operation>>;

/** What an operation works on. */
export interface Target {
  readonly path: EntityPath;
  readonly context: AmqpContext;
  /** Whose the locks are of messages that it gets. */
  readonly lockOwner: LockOwner;
  /** The queue, subscription or sub-queue that is managed. @throws BrokerError `amqp:not-found` */
  messageQueue(): MessageQueue;
  /** The session of that id, as the client holds it. @throws BrokerError `com.microsoft:session-lock-lost` */
  heldSession(sessionId: string): AcceptedSession;
}

/** Who asks. */
export interface ManagementClient {
  readonly lockOwner: LockOwner;
  /** @throws BrokerError `amqp:unauthorized-access` when it lacks the right on the entity. */
  authorize(right: AccessRight): void;
  /** @throws BrokerError `com.microsoft:session-lock-lost` when it does not hold the session. */
  heldSession(queue: MessageQueue, sessionId: string): AcceptedSession;
}

/** AMQP type codes of the elements of arrays that clients decode by type. */
export const arrayOf = { long: 0x81, timestamp: 0x83, string: 0xb1 } as const;

/** An AMQP uuid as rhea reads it. */
export const uuid = z.instanceof(Buffer).refine((value) => value.length === 16);

/** Any long: rhea reads those beyond JavaScript's whole numbers as eight bytes. No message has such a number. */
export const sequenceNumber = z.preprocess(
  (value) => (Buffer.isBuffer(value) && value.length === 8 ? Number(value.readBigInt64BE()) : value),
  z.number().refine(Number.isInteger, 'Invalid input: expected a whole number'),
);
export const sequenceNumbers = z.array(sequenceNumber).min(1);

export function targetOf(path: EntityPath, context: AmqpContext, client: ManagementClient): Target {
  return {
    path,
    context,
    lockOwner: client.lockOwner,
    messageQueue() {
      const queue = context.namespace.messageQueue(path);
      if (queue === undefined) throw entityNotFound(formatEntityPath(path));
      return queue;
    },
    heldSession(sessionId) {
      return client.heldSession(this.messageQueue(), sessionId);
    },
  };
}

/** @throws BrokerError `com.microsoft:argument-error` naming the field that is not as it must be. */
export function parseBody<T>(schema: z.ZodType<T>, request: NodeRequest): T {
  const parsed = schema.safeParse(bodyMap(request));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BrokerError(
    'com.microsoft:argument-error',
    `The request's '${issue?.path.join('.') ?? ''}' is not valid: ${issue?.message ?? 'unknown'}.`,
  );
}

export function int(value: number): Typed {
  return rhea.types.wrap_int(value) as Typed;
}

/** The body of an answer: a map with string keys. */
export function map(entries: Readonly<Record<string, unknown>>): Typed {
  return rhea.types.wrap_map(entries) as Typed;
}
